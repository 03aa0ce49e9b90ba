"""What money that comes in does to the booking it was for: confirmed, taken again, or told that it goes back (H5)."""

from datetime import datetime

from django.db import transaction

from booking.billing.models import Order
from booking.billing.services import mark_paid, reopen_order
from booking.billing.states import OrderStatus
from booking.core.errors import Invalid, SlotTaken, SoldOut
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.transactions import require_transaction, transactional
from booking.payments.models import Payment
from booking.payments.selectors import paid_for
from booking.payments.services import refund_payment
from booking.reservations.events import BookingConfirmed, PaymentReturned
from booking.reservations.ground import owners_in, teams_of
from booking.reservations.models import Booking, Seat
from booking.reservations.seating import current_seats
from booking.reservations.selectors import seats_of, viewer_in
from booking.reservations.services.agree_plan import agree_plan
from booking.reservations.services.hand_out import hand_out_credits
from booking.reservations.services.move import move_booking, release_these
from booking.reservations.services.prepare import is_booked_by_slots
from booking.reservations.services.reseat import sit_down
from booking.reservations.services.swap_dates import take_date
from booking.reservations.services.take_time import find_time_anyway, occupy_time
from booking.reservations.states import REVIVALS, UNPAID, BookingStatus
from booking.scheduling.models import Session
from booking.scheduling.services import keep_session

ACTOR = "provider"


def confirm_paid(booking: Booking, *, now: datetime) -> None:
    """Confirm what was held until it is paid, once what is due on booking is there. Its order must be locked."""
    require_transaction()
    if paid_for(booking.order).minor < booking.order.due_now:
        return
    if move_booking(booking, to=BookingStatus.CONFIRMED, actor=ACTOR, now=now):
        if is_booked_by_slots(booking.offering):
            keep_session(set(Seat.objects.filter(booking=booking).values_list("session_id", flat=True)))
        agree_plan(booking, provider=booking.payment_provider, now=now)
        publish(BookingConfirmed(booking_id=booking.pk), now=now)


@transactional
def settle_late(payment: Payment, *, now: datetime) -> None:
    """Money for an order that is void: what it was for is taken again if it is still free, else the money goes back.

    Repeating it is quiet.
    """
    order = lock([payment.order])[payment.order]
    if order.status != OrderStatus.VOID:
        return
    booking = Booking.objects.select_related("offering", "variant", "order").filter(order=order).first()
    if booking and booking.status == BookingStatus.EXPIRED and _is_taken_again(booking, order=order, now=now):
        return
    refund = refund_payment(payment, reason="paid when it was no longer to be had", now=now)
    if refund and booking:
        publish(PaymentReturned(booking_id=booking.pk, refund_id=refund.pk), now=now)


def _is_taken_again(booking: Booking, *, order: Order, now: datetime) -> bool:
    """All of it or nothing."""
    if paid_for(order).minor < order.due_now:
        return False
    try:
        with transaction.atomic():
            _take_again(booking, now=now)
    except (SlotTaken, SoldOut, Invalid):
        return False
    reopen_order(order)
    if paid_for(order).minor >= order.total:
        mark_paid(order)
    again = {"ended_at": None, "end_reason": ""}
    reason = "paid late, still free"
    move_booking(booking, to=BookingStatus.CONFIRMED, actor=ACTOR, now=now, reason=reason, moves=REVIVALS, **again)
    agree_plan(booking, provider=booking.payment_provider, now=now)
    publish(BookingConfirmed(booking_id=booking.pk), now=now)
    if booking.variant.credits:
        hand_out_credits(booking, now=now)
    return True


def _take_again(booking: Booking, *, now: datetime) -> None:
    left: dict[Session, list[Seat]] = {}
    for seat in current_seats(seats_of(booking)):
        left.setdefault(seat.session, []).append(seat)
    take = _take_times if is_booked_by_slots(booking.offering) else _take_dates
    for session, taken in take(booking, list(left), now=now).items():
        release_these(left[session], reason=UNPAID, now=now)
        sit_down(left[session], session=taken, now=now)


def _take_dates(booking: Booking, sessions: list[Session], *, now: datetime) -> dict[Session, Session]:
    rows = lock(sessions)
    places = booking.quantity
    return {session: take_date(booking, rows[session], places=places, now=now) for session in sessions}


def _take_times(booking: Booking, sessions: list[Session], *, now: datetime) -> dict[Session, Session]:
    """The same times, with whoever held them if that is possible."""
    viewer, taken = viewer_in(booking), {}
    owners = owners_in(teams_of(booking.offering, instructor=None, viewer=viewer))
    lock(owners)
    for session in sessions:
        found = find_time_anyway(
            booking.offering,
            starts_at=session.starts_at,
            length=int((session.ends_at - session.starts_at).total_seconds()) // 60,
            instructor=None,
            prefer={link.instructor_id for link in session.facilitator_links.all()},
            viewer=viewer,
            locked=owners,
            now=now,
        )
        taken[session] = occupy_time(found, offering=booking.offering, places=booking.quantity)
    return taken
