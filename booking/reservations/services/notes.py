"""What staff write about a booking, for themselves or for whoever booked (BKG-11)."""

from datetime import datetime

from booking.core.transactions import transactional
from booking.reservations.models import Booking, ParticipantNote, StaffNote


@transactional
def note_for_staff(booking: Booking, *, text: str, actor: str, now: datetime) -> StaffNote:
    """Only the staff ever reads it."""
    return StaffNote.objects.create(booking=booking, text=text, actor=actor, at=now)


@transactional
def note_for_participant(booking: Booking, *, text: str, actor: str, now: datetime) -> ParticipantNote:
    """Whoever booked reads it with the booking."""
    return ParticipantNote.objects.create(booking=booking, text=text, actor=actor, at=now)
