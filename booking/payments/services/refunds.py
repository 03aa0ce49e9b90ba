from datetime import datetime

from booking.billing.models import Order
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.money import Money
from booking.core.transactions import require_transaction, transactional
from booking.payments.events import RefundOwed
from booking.payments.models import Payment, Refund
from booking.payments.providers import online_provider
from booking.payments.queue import SETTLING
from booking.payments.services.move import move_refund
from booking.payments.services.prepaid import return_what_was_used
from booking.payments.states import PaymentStatus, RefundStatus


def refund_order(order: Order, *, amount: Money, reason: str, now: datetime) -> list[Refund]:
    """Owe `amount` back, newest payment first; the rows wait until somebody or a provider carries them out."""
    require_transaction()
    left, refunds = amount.minor, []
    for payment in Payment.objects.filter(order=order, status=PaymentStatus.COMPLETED).order_by("-completed_at"):
        part = min(left, payment.amount - _on_its_way_back(payment))
        if part > 0:
            refunds.append(_owe(payment, amount=part, reason=reason, now=now))
            left -= part
    return refunds


def refund_payment(payment: Payment, *, reason: str, now: datetime) -> Refund | None:
    """Owe back what is left of one payment; None when nothing is."""
    require_transaction()
    left = payment.amount - _on_its_way_back(payment)
    return _owe(payment, amount=left, reason=reason, now=now) if left > 0 else None


@transactional
def retry_refund(refund: Refund, *, actor: str, now: datetime) -> Refund:
    """Ask the provider once more for a refund that failed, as a new one to it. Quiet while it is on its way.

    Raises AlreadyDone when the money has gone back.
    """
    payment, refund = refund.payment, lock([refund])[refund]
    refund.payment = payment
    if move_refund(refund, to=RefundStatus.PENDING, actor=actor, now=now):
        refund.tries, refund.attempts, refund.provider_ref, refund.failure = refund.tries + 1, 0, "", ""
        refund.due_at = now
        refund.save(update_fields=["tries", "attempts", "provider_ref", "failure", "due_at"])
        SETTLING.ask_after_commit()
    return refund


def _owe(payment: Payment, *, amount: int, reason: str, now: datetime) -> Refund:
    is_online = online_provider(payment.provider) is not None
    if is_online:
        SETTLING.ask_after_commit()
    refund = Refund.objects.create(
        payment=payment,
        amount=amount,
        currency=payment.currency,
        reason=reason,
        created_at=now,
        due_at=now if is_online else None,
    )
    publish(RefundOwed(refund_id=refund.pk), now=now)
    return_what_was_used(refund, now=now)
    return refund


def _on_its_way_back(payment: Payment) -> int:
    refunds = payment.refunds.exclude(status=RefundStatus.FAILED)
    return sum(refunds.values_list("amount", flat=True))
