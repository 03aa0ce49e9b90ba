"""What happens to orders and others may care about."""

from dataclasses import dataclass

from booking.core.events import Event


@dataclass(frozen=True)
class OrderReduced(Event):
    """A part of it is not owed any more, or all of it."""

    order_id: int
