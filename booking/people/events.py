"""What happens between customers and instructors and others may care about."""

from dataclasses import dataclass

from booking.core.events import Event


@dataclass(frozen=True)
class ConnectionMoved(Event):
    """`was` and `status` are relations; `actor` is who moved it, and why in words."""

    connection_id: int
    was: str
    status: str
    actor: str
    reason: str = ""
