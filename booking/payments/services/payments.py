from datetime import datetime

from booking.billing.models import Order
from booking.billing.services import mark_paid
from booking.billing.states import OrderStatus
from booking.core.errors import AlreadyDone, Invalid
from booking.core.locks import lock
from booking.core.money import Money
from booking.core.rows import insert_later, keep_at_hand
from booking.core.transactions import require_transaction, transactional
from booking.payments.models import Payment
from booking.payments.plan_selectors import next_part
from booking.payments.providers import registry
from booking.payments.selectors import paid_for
from booking.payments.services.move import move_payment
from booking.payments.services.refunds import refund_order, refund_payment
from booking.payments.states import MOVES, WAITING, PaymentStatus


def start_payment(order: Order, *, provider: str, now: datetime) -> None:
    """The first payment of an order, as its provider asks for it at booking; none when there is nothing to pay."""
    require_transaction()
    asked = order.total if registry.get(provider).pays == "total" else order.due_now
    payments = []
    if asked:
        payments = [Payment(order=order, provider=provider, amount=asked, currency=order.currency, created_at=now)]
    insert_later(*payments)
    keep_at_hand(order, "payments", payments)


@transactional
def ask_payment(order: Order, *, provider: str, now: datetime) -> Payment | None:
    """A payment by this provider of what is still open on an order, beside those that wait for other ways to pay.

    Of one that is paid in parts it is the oldest open one.

    The one that waits already is it, unless it asks for another amount. None when nothing is open.
    """
    order = lock([order])[order]
    left = order.total - paid_for(order).minor if order.status == OrderStatus.OPEN else 0
    left = next_part(order, left=left) if left > 0 else 0
    for waiting in Payment.objects.filter(order=order, provider=provider, status__in=WAITING).order_by("pk"):
        if waiting.amount == left and waiting.status != PaymentStatus.FAILED:
            return waiting
        move_payment(waiting, to=PaymentStatus.VOID, actor="system", now=now)
    if left <= 0:
        return None
    asked = {"provider": provider, "amount": left, "currency": order.currency}
    return Payment.objects.create(order=order, created_at=now, **asked)


@transactional
def record_payment(payment: Payment, *, amount: int, actor: str, now: datetime) -> Payment:
    """Staff saw the money: `amount` minor units of the payment's currency. Repeating it is quiet.

    Money that comes for an order that is void goes back (HARDENING H5).

    Raises Invalid when the amount differs from what was asked, AlreadyDone when the payment cannot complete any more.
    """
    rows = lock([payment.order, payment])
    order, payment = rows[payment.order], rows[payment]
    if payment.status == PaymentStatus.COMPLETED:
        return payment
    if PaymentStatus.COMPLETED not in MOVES[payment.status]:
        raise AlreadyDone(f"This payment is {payment.status}.")
    if amount != payment.amount:
        raise Invalid("The amount differs from what was asked.", fields={"amount": [f"{payment.money} is expected"]})
    complete_payment(payment, order=order, actor=actor, now=now)
    if order.status == OrderStatus.VOID:
        refund_payment(payment, reason="paid after it was cancelled", now=now)
    return payment


def complete_payment(payment: Payment, *, order: Order, actor: str, now: datetime) -> bool:
    """The money is here: settle the order. What was paid twice goes back. Both must be locked.

    What comes for a void order is left to those who know why it is void.
    """
    require_transaction()
    if not move_payment(payment, to=PaymentStatus.COMPLETED, actor=actor, now=now):
        return False
    order.refresh_from_db(fields=["status", "total"])
    paid = paid_for(order).minor
    if order.status == OrderStatus.VOID or paid < order.total:
        return True
    mark_paid(order)
    void_open_payments(order, actor=actor, now=now)
    if paid > order.total:
        refund_order(order, amount=Money(paid - order.total, order.currency), reason="paid twice", now=now)
    return True


def void_open_payments(order: Order, *, actor: str, now: datetime) -> None:
    """Stop waiting for money that is no longer owed."""
    require_transaction()
    for payment in Payment.objects.filter(order=order, status__in=WAITING):
        move_payment(payment, to=PaymentStatus.VOID, actor=actor, now=now)


def lower_payment(order: Order, *, actor: str, now: datetime) -> None:
    """After an order was reduced: ask for no more than is still open, or for nothing any more."""
    require_transaction()
    left = order.total - paid_for(order).minor
    waiting = Payment.objects.filter(order=order, status__in=WAITING)
    for payment in waiting.filter(amount__gt=max(left, 0)):
        move_payment(payment, to=PaymentStatus.VOID, actor=actor, now=now)
        if left > 0:
            Payment.objects.create(
                order=order, provider=payment.provider, amount=left, currency=order.currency, created_at=now
            )
    if left <= 0 and order.total:
        mark_paid(order)
