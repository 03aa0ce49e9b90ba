"""What happens to earnings and others may care about."""

from dataclasses import dataclass

from booking.core.events import Event


@dataclass(frozen=True)
class StatementClosed(Event):
    """Somebody's month is closed: what it says is to be paid."""

    statement_id: int
