"""What happens to bookings and others may care about."""

from dataclasses import dataclass

from booking.core.events import Event


@dataclass(frozen=True)
class BookingHeld(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingRequested(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingConfirmed(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingExpired(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingCancelled(Event):
    booking_id: int
    actor: str
