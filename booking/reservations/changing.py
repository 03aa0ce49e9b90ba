"""What may be changed about a booking, and what that would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.calendars.selectors import Sources
from booking.core.timezones import local_date
from booking.reservations.models import Booking, Modification, Seat
from booking.reservations.rules import ReschedulePreview, preview_rescheduling
from booking.reservations.seating import Progress, progress_of
from booking.reservations.states import BookingStatus
from booking.scheduling.services.occupation import SOURCE


@dataclass(frozen=True, slots=True)
class NextPreview:
    """Whether there is a next session to choose, and how far the booking has come."""

    allowed: bool
    reasons: tuple[str, ...]
    progress: Progress


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


def preview_next(booking: Booking, *, seats: Sequence[Seat], now: datetime) -> NextPreview:
    """Whether a further session of the pack may be chosen; `seats` are all of the booking."""
    progress = progress_of(booking, seats)
    reasons = ()
    if booking.status not in STANDING:
        reasons = ("Only a confirmed booking can be changed.",)
    elif progress.left < 1:
        reasons = ("All its sessions have been chosen.",)
    elif booking.choose_by and now >= booking.choose_by:
        reasons = (f"Its sessions had to be chosen by {local_date(booking.choose_by, booking.timezone):%-d %B %Y}.",)
    return NextPreview(not reasons, reasons, progress)


def occupied_by(seats: Sequence[Seat]) -> Sources:
    """What these seats occupy: in nobody's way while they move."""
    return Sources(SOURCE, tuple(sorted({seat.session_id for seat in seats})))


def modifications_of(booking: Booking) -> list[Modification]:
    """Everything that was changed, the oldest first; one query."""
    return list(Modification.objects.filter(booking=booking).order_by("at", "pk"))
