from datetime import datetime

from booking.billing.models import Order
from booking.core.money import Money
from booking.core.transactions import require_transaction
from booking.payments.models import Payment, Refund
from booking.payments.states import PaymentStatus, RefundStatus


def refund_order(order: Order, *, amount: Money, reason: str, now: datetime) -> list[Refund]:
    """Owe `amount` back, newest payment first; the rows wait until somebody or a provider carries them out."""
    require_transaction()
    left, refunds = amount.minor, []
    for payment in Payment.objects.filter(order=order, status=PaymentStatus.COMPLETED).order_by("-completed_at"):
        part = min(left, payment.amount - _on_its_way_back(payment))
        if part > 0:
            refunds.append(
                Refund.objects.create(
                    payment=payment, amount=part, currency=payment.currency, reason=reason, created_at=now
                )
            )
            left -= part
    return refunds


def _on_its_way_back(payment: Payment) -> int:
    refunds = payment.refunds.exclude(status=RefundStatus.FAILED)
    return sum(refunds.values_list("amount", flat=True))
