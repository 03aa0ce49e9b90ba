"""Orders, payments and refunds agree."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from booking.billing.models import Order
from booking.billing.states import OrderStatus
from booking.core.consistency import Fault, registry
from booking.payments.models import Payment, Refund
from booking.payments.states import PaymentStatus, RefundStatus


@registry.register("paid_order")
def paid_orders(now: datetime) -> Iterator[Fault]:
    """An order counts as paid when its payments cover it, and only then; more than it asks for goes back."""
    completed = Payment._base_manager.filter(status=PaymentStatus.COMPLETED)
    returned = Refund._base_manager.exclude(status=RefundStatus.FAILED)
    orders = Order.objects.annotate(
        paid=_sum(completed.filter(order=OuterRef("pk")), by="order"),
        returned=_sum(returned.filter(payment__order=OuterRef("pk")), by="payment__order"),
    )
    wrong = (
        Q(status=OrderStatus.PAID, paid__lt=F("total"))
        | Q(status=OrderStatus.OPEN, total__gt=0, paid__gte=F("total") + F("returned"))
        | Q(paid__gt=F("total") + F("returned"))
    )
    for order in orders.filter(wrong).iterator():
        expected = f"{'at least' if order.paid < order.total else 'no more than'} {order.total} paid"
        if order.status == OrderStatus.OPEN:
            expected = f"less than {order.total} paid while it is open"
        yield Fault(
            f"order {order.reference}", expected, f"{order.status}, {order.paid} paid and {order.returned} returned"
        )


@registry.register("refund_amount")
def refund_amounts(now: datetime) -> Iterator[Fault]:
    """No more goes back than came in."""
    returned = Refund._base_manager.exclude(status=RefundStatus.FAILED).filter(payment=OuterRef("pk"))
    payments = Payment.objects.annotate(returned=_sum(returned, by="payment"))
    too_much = Q(returned__gt=F("amount")) | Q(returned__gt=0) & ~Q(status=PaymentStatus.COMPLETED)
    for payment in payments.filter(too_much).iterator():
        most = payment.amount if payment.status == PaymentStatus.COMPLETED else 0
        yield Fault(f"payment {payment.reference}", f"at most {most} returned", f"{payment.returned}")


@registry.register("payment_stamp")
def payment_stamps(now: datetime) -> Iterator[Fault]:
    """A payment says when it was completed exactly when it was."""
    is_completed = Q(status=PaymentStatus.COMPLETED)
    wrong = is_completed & Q(completed_at=None) | ~is_completed & Q(completed_at__isnull=False)
    for payment in Payment.objects.filter(wrong).iterator():
        expected = "a moment of completion" if payment.completed_at is None else "no moment of completion"
        yield Fault(f"payment {payment.reference}", expected, f"{payment.status}, {payment.completed_at}")


def _sum(rows, *, by: str):
    total = rows.order_by().values(by).annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0))
