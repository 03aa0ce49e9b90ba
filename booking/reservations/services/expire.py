from collections.abc import Iterable
from datetime import datetime

from booking.billing.services import void_order
from booking.core.errors import AlreadyDone
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.transactions import require_transaction, transactional
from booking.payments.services import void_open_payments
from booking.reservations.events import BookingExpired
from booking.reservations.models import Booking
from booking.reservations.selectors import overdue_hold
from booking.reservations.services.give_back import give_back
from booking.reservations.services.move import move_booking
from booking.reservations.states import UNPAID, BookingStatus

_MOST_PER_RUN = 200


@transactional
def expire_booking(booking: Booking, *, now: datetime) -> None:
    """End a hold, or a request that nobody answered, and free what it held.

    Quiet when somebody ended, confirmed or prolonged it meanwhile.
    """
    if booking.hold_expires_at is None:
        booking.refresh_from_db(fields=["status", "hold_expires_at", "requested_at", "payment_provider"])
    if booking.hold_expires_at is None:
        return
    reason = _reason(booking)
    # Whoever asks or confirms changes the moment at which it ends.
    still = {"hold_expires_at": booking.hold_expires_at}
    # Whoever cancels takes the order before the booking; the other way round they would wait for each other.
    lock([booking.order])
    try:
        moved = move_booking(
            booking, to=BookingStatus.EXPIRED, actor="system", now=now, reason=reason, only_where=still
        )
    except AlreadyDone:
        return
    if moved:
        give_back(booking)
        if reason == UNPAID:
            void_open_payments(booking.order, actor="system", now=now)
        void_order(booking.order, now=now)
        publish(BookingExpired(booking_id=booking.pk), now=now)


def _reason(booking: Booking) -> str:
    if booking.status == BookingStatus.RESERVED and booking.payment_provider:
        return UNPAID
    return "no answer in time" if booking.requested_at else "hold ran out"


def expire_overdue(*, now: datetime) -> int:
    """The sweep: end the holds and requests of the active organization that ran out; returns how many it looked at."""
    overdue = list(_overdue(now=now)[:_MOST_PER_RUN])
    for booking in overdue:
        expire_booking(booking, now=now)
    return len(overdue)


def expire_in_the_way(*, session_ids: Iterable[int], now: datetime) -> bool:
    """End holds and requests that ran out and still sit in these sessions; whether there were any. Needs their lock."""
    require_transaction()
    blocking = list(_overdue(now=now).filter(seats__session__in=list(session_ids)).distinct())
    for booking in blocking:
        expire_booking(booking, now=now)
    return bool(blocking)


def _overdue(*, now: datetime):
    return Booking.objects.filter(overdue_hold(now=now)).select_related("offering", "order").order_by("pk")
