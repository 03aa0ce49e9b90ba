"""What payments do to bookings."""

from datetime import datetime

from booking.core.events import after, on
from booking.payments.events import PaymentCompleted, PaymentProcessing
from booking.payments.models import Payment
from booking.reservations.events import BookingExpired, PaymentAwaited, PaymentReturned
from booking.reservations.models import Booking
from booking.reservations.selectors import STAFF_SOURCE
from booking.reservations.services.await_payment import wait_for_bank
from booking.reservations.services.settle_payment import confirm_paid, settle_late
from booking.reservations.states import UNPAID, BookingStatus
from booking.reservations.telling import find_booking, mail_customer


@on(PaymentCompleted)
def confirm_what_is_paid(event: PaymentCompleted) -> None:
    payment = Payment.objects.get(pk=event.payment_id)
    if booking := _reserved_by(payment):
        confirm_paid(booking, now=payment.completed_at)


@after(PaymentProcessing)
def hold_while_bank_works(event: PaymentProcessing, now: datetime) -> None:
    if booking := _reserved_by(Payment.objects.get(pk=event.payment_id)):
        wait_for_bank(booking, now=now)


@after(PaymentCompleted)
def settle_what_came_late(event: PaymentCompleted, now: datetime) -> None:
    settle_late(Payment.objects.select_related("order").get(pk=event.payment_id), now=now)


@after(PaymentAwaited)
def ask_for_payment(event: PaymentAwaited, now: datetime) -> None:
    mail_customer("payment_due", find_booking(event.booking_id), now=now)


@after(PaymentReturned)
def tell_of_returned_payment(event: PaymentReturned, now: datetime) -> None:
    about = {"subject_id": event.refund_id, "occasion": str(event.refund_id)}
    mail_customer("payment_returned", find_booking(event.booking_id), now=now, **about)


@after(BookingExpired)
def tell_that_nobody_paid(event: BookingExpired, now: datetime) -> None:
    """Whoever was asked by mail; whoever left the till knows that they did not pay."""
    booking = find_booking(event.booking_id)
    is_asked = booking.requested_at is not None or booking.source == STAFF_SOURCE
    if is_asked and booking.end_reason == UNPAID:
        mail_customer("payment_missed", booking, now=now)


def _reserved_by(payment: Payment) -> Booking | None:
    held = Booking.objects.filter(order=payment.order_id, status=BookingStatus.RESERVED)
    return held.select_related("offering", "order").first()
