"""What may be changed about a booking, and what that would do."""

from collections.abc import Sequence
from datetime import datetime

from booking.calendars.selectors import Sources
from booking.reservations.models import Booking, Modification, Seat
from booking.reservations.rules import ReschedulePreview, preview_rescheduling
from booking.reservations.states import BookingStatus
from booking.scheduling.services.occupation import SOURCE

STANDING = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS)


def preview_reschedule(booking: Booking, *, moving: Sequence[Seat], now: datetime) -> ReschedulePreview:
    """What moving these seats of one session would do, decided by the policy that was agreed to."""
    return preview_rescheduling(
        booking.policy,
        starts_at=min(seat.session.starts_at for seat in moving),
        currency=booking.order.currency,
        stands=booking.status in STANDING,
        now=now,
    )


def occupied_by(seats: Sequence[Seat]) -> Sources:
    """What these seats occupy: in nobody's way while they move."""
    return Sources(SOURCE, tuple(sorted({seat.session_id for seat in seats})))


def modifications_of(booking: Booking) -> list[Modification]:
    """Everything that was changed, the oldest first; one query."""
    return list(Modification.objects.filter(booking=booking).order_by("at", "pk"))
