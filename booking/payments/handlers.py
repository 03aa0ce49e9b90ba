"""What follows from what becomes of orders, payments and refunds, and from what a bank tells."""

from datetime import datetime

from booking.billing.events import OrderReduced
from booking.billing.models import Order
from booking.core.events import after
from booking.payments.events import BankEntriesDue, PaymentCompleted, RefundCompleted, RefundFailed, RefundOwed
from booking.payments.models import BankStatement, Payment, Refund
from booking.payments.services import follow_plan, keep_books, match_entries


@after(OrderReduced)
def credit_reduction(event: OrderReduced, now: datetime) -> None:
    _keep(Order.objects.select_related("organization").get(pk=event.order_id), now=now)


@after(PaymentCompleted)
def book_payment(event: PaymentCompleted, now: datetime) -> None:
    _keep(Payment.objects.select_related("order__organization").get(pk=event.payment_id).order, now=now)


@after(RefundOwed)
def book_owed_refund(event: RefundOwed, now: datetime) -> None:
    _keep_of_refund(event.refund_id, now=now)


@after(RefundCompleted)
def book_refund(event: RefundCompleted, now: datetime) -> None:
    _keep_of_refund(event.refund_id, now=now)


@after(RefundFailed)
def book_failed_refund(event: RefundFailed, now: datetime) -> None:
    _keep_of_refund(event.refund_id, now=now)


@after(OrderReduced)
def ask_for_less(event: OrderReduced, now: datetime) -> None:
    follow_plan(Order.objects.get(pk=event.order_id), now=now)


@after(PaymentCompleted)
def cover_oldest_part(event: PaymentCompleted, now: datetime) -> None:
    follow_plan(Payment.objects.select_related("order").get(pk=event.payment_id).order, now=now)


@after(BankEntriesDue)
def match_what_the_bank_told(event: BankEntriesDue, now: datetime) -> None:
    match_entries(BankStatement.objects.get(pk=event.statement_id), now=now)


def _keep_of_refund(refund_id: int, *, now: datetime) -> None:
    refund = Refund.objects.select_related("payment__order__organization").get(pk=refund_id)
    _keep(refund.payment.order, now=now)


def _keep(order: Order, *, now: datetime) -> None:
    keep_books(order, organization=order.organization, now=now)
