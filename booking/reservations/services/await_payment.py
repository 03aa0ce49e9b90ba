"""Keeping what was booked while it is being paid for; it is confirmed when the payment says so."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings

from booking.billing.models import Order
from booking.core.errors import AlreadyDone
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.rows import update
from booking.core.transactions import require_transaction
from booking.payments.selectors import is_online
from booking.payments.services import start_payment, void_open_payments
from booking.reservations.events import PaymentAwaited
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import GONE, STAFF_SOURCE
from booking.reservations.services.close_proposals import close_proposals
from booking.reservations.services.move import move_booking
from booking.reservations.services.prepare import is_booked_by_slots
from booking.reservations.states import BookingStatus, ProposalStatus
from booking.scheduling.services import hold_session

S = BookingStatus


def is_paid_first(order: Order, *, provider: str) -> bool:
    """Whether something has to be paid before a booking is confirmed that is paid this way."""
    return order.due_now > 0 and is_online(provider)


def is_approved(booking: Booking) -> bool:
    """Whether somebody has said yes to a request that is yet to be paid."""
    return booking.status == S.RESERVED and booking.requested_at is not None


def await_payment(booking: Booking, *, provider: str, actor: str, now: datetime) -> None:
    """Hold for settings.PAYMENT_MINUTES while it is paid. Repeating it is quiet and prolongs nothing.

    Whoever the studio books for is not at the till: they are asked by mail, and have as long as after an approval.
    Raises AlreadyDone for a booking that has ended.
    """
    require_transaction()
    is_by_mail = booking.source == STAFF_SOURCE
    at_the_till = now + timedelta(minutes=settings.PAYMENT_MINUTES)
    until = _until_paid(booking, now=now) if is_by_mail else at_the_till
    values = {"payment_provider": provider, "hold_expires_at": max(booking.hold_expires_at or now, until)}
    if update(booking, values, where={"status": S.RESERVED, "payment_provider": ""}):
        _hold_times(booking, until=booking.hold_expires_at)
        start_payment(booking.order, provider=provider, now=now)
        if is_by_mail:
            publish(PaymentAwaited(booking_id=booking.pk), now=now)
        return
    booking.refresh_from_db(fields=["status", "payment_provider", "hold_expires_at"])
    if booking.status not in (S.RESERVED, S.CONFIRMED, S.IN_PROGRESS):
        raise AlreadyDone(f"This booking is {booking.status}.", booking_status=booking.status)


def await_approved(booking: Booking, *, actor: str, now: datetime) -> None:
    """The same for a request that was approved, for settings.PAYMENT_APPROVED_HOURS and no longer than until it starts.

    The booking must be locked, its time granted.
    """
    until = _until_paid(booking, now=now)
    if move_booking(booking, to=S.RESERVED, actor=actor, now=now, reason="approved", hold_expires_at=until):
        close_proposals(booking, outcome=ProposalStatus.ENDED, now=now)
        _hold_times(booking, until=until)
        start_payment(booking.order, provider=booking.payment_provider, now=now)
        publish(PaymentAwaited(booking_id=booking.pk), now=now)


def choose_again(booking: Booking, *, actor: str, now: datetime) -> None:
    """Whoever was about to pay chooses another way: nothing is awaited the earlier way any more."""
    lock([booking.order])
    void_open_payments(booking.order, actor=actor, now=now)
    update(booking, {"payment_provider": ""}, where={"status": S.RESERVED})


def wait_for_bank(booking: Booking, *, now: datetime) -> None:
    """Hold on while a bank takes its time; a deadline is never brought forward. Its order must be locked."""
    until = now + timedelta(hours=settings.PAYMENT_PROCESSING_HOURS)
    is_longer = booking.hold_expires_at is not None and until > booking.hold_expires_at
    if is_longer and update(booking, {"hold_expires_at": until}, where={"status": S.RESERVED}):
        _hold_times(booking, until=until)


def _until_paid(booking: Booking, *, now: datetime) -> datetime:
    starts = _seats(booking).values_list("session__starts_at", flat=True)
    return min([now + timedelta(hours=settings.PAYMENT_APPROVED_HOURS), *starts])


def _hold_times(booking: Booking, *, until: datetime) -> None:
    if is_booked_by_slots(booking.offering):
        hold_session(_session_ids(booking), until=until)


def _session_ids(booking: Booking) -> Collection[int]:
    return set(_seats(booking).values_list("session_id", flat=True))


def _seats(booking: Booking):
    return Seat.objects.filter(booking=booking).exclude(status__in=GONE)
