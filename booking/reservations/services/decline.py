from datetime import datetime

from booking.billing.services import void_order
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.reservations.events import BookingDeclined
from booking.reservations.models import Booking
from booking.reservations.services.give_back import give_back
from booking.reservations.services.move import move_booking
from booking.reservations.states import BookingStatus


@transactional
def decline_booking(booking: Booking, *, actor: str, reason: str, now: datetime) -> Booking:
    """Say no to a request, with the reason the customer is told. Repeating it is quiet.

    Raises AlreadyDone for one that has ended or was approved.
    """
    booking = lock([booking.order, booking])[booking]
    if move_booking(booking, to=BookingStatus.DECLINED, actor=actor, now=now, reason=reason):
        give_back(booking)
        void_order(booking.order, now=now)
        publish(BookingDeclined(booking_id=booking.pk), now=now)
    return booking
