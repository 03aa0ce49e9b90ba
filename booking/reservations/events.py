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
class PaymentAwaited(Event):
    """A request was approved, or the studio has booked for somebody; it is confirmed as soon as it is paid."""

    booking_id: int


@dataclass(frozen=True)
class PaymentReturned(Event):
    """Money came for what is no longer to be had, and goes back."""

    booking_id: int
    refund_id: int


@dataclass(frozen=True)
class BookingConfirmed(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingDeclined(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingExpired(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingCancelled(Event):
    booking_id: int
    actor: str


@dataclass(frozen=True)
class FeeCharged(Event):
    """Cancelling late costs something: an order of its own."""

    booking_id: int
    order_id: int


@dataclass(frozen=True)
class EndingsDue(Event):
    """A date is off and bookings in it are still to be ended, from the first after this one on."""

    calling_off_id: int
    after_booking: int


@dataclass(frozen=True)
class BookingStarted(Event):
    booking_id: int


@dataclass(frozen=True)
class BookingCompleted(Event):
    booking_id: int


@dataclass(frozen=True)
class SeatNoted(Event):
    """Somebody at the desk noted what became of a place."""

    seat_id: int
    status: str


@dataclass(frozen=True)
class FeeWaived(Event):
    """Staff let somebody off who had not come."""

    fee_id: int


@dataclass(frozen=True)
class SessionCompleted(Event):
    """It is over, and everybody on its roster attended, was absent or was excused."""

    session_id: int


@dataclass(frozen=True)
class BookingChanged(Event):
    booking_id: int
    modification_id: int


@dataclass(frozen=True)
class TimesProposed(Event):
    booking_id: int
    side: str
    at: str


@dataclass(frozen=True)
class ProposalsDeclined(Event):
    booking_id: int
    side: str
    at: str


@dataclass(frozen=True)
class MessageWritten(Event):
    booking_id: int
    message_id: int
    side: str
