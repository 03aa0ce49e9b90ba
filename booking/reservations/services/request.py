from datetime import datetime, timedelta

from django.conf import settings

from booking.core.errors import AlreadyDone
from booking.core.events import publish
from booking.core.transactions import transactional
from booking.offerings.kinds import registry as kinds
from booking.reservations.events import BookingRequested
from booking.reservations.models import Booking, Seat
from booking.reservations.services.move import move_booking
from booking.reservations.states import BookingStatus
from booking.scheduling.services import ask_for_session


@transactional
def request_booking(booking: Booking, *, provider: str, actor: str, now: datetime) -> Booking:
    """Turn a hold into a request that waits for an answer, settings.REQUEST_HOURS and no longer than until it starts.

    Repeating it is quiet, also when it was approved meanwhile. Raises AlreadyDone for one that has ended.
    """
    seats = Seat.objects.filter(booking=booking).values_list("session_id", "session__starts_at")
    starts = dict(seats)
    until = min([now + timedelta(hours=settings.REQUEST_HOURS), *starts.values()])
    also = {"payment_provider": provider, "hold_expires_at": until}
    try:
        moved = move_booking(booking, to=BookingStatus.REQUESTED, actor=actor, now=now, **also)
    except AlreadyDone:
        if booking.status == BookingStatus.CONFIRMED:
            return booking
        raise
    if moved:
        if kinds.get(booking.offering.kind).books == "slots":
            ask_for_session(starts, until=until)
        publish(BookingRequested(booking_id=booking.pk), now=now)
    return booking
