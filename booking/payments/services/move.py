"""The one path for every change of status of payments and refunds: checks, stamps, audits, publishes."""

from datetime import datetime

from booking.audit.services import record_change
from booking.core.errors import AlreadyDone
from booking.core.events import Event, publish
from booking.core.transactions import require_transaction
from booking.payments.events import (
    PaymentCompleted,
    PaymentFailed,
    PaymentProcessing,
    RefundCompleted,
    RefundFailed,
)
from booking.payments.models import Payment, Refund
from booking.payments.queue import SETTLING
from booking.payments.states import MOVES, REFUND_MOVES, PaymentStatus, RefundStatus

_TOLD: dict[str, type[Event]] = {
    PaymentStatus.PROCESSING: PaymentProcessing,
    PaymentStatus.COMPLETED: PaymentCompleted,
    PaymentStatus.FAILED: PaymentFailed,
}
_REFUND_TOLD: dict[str, type[Event]] = {RefundStatus.COMPLETED: RefundCompleted, RefundStatus.FAILED: RefundFailed}


def move_payment(payment: Payment, *, to: PaymentStatus, actor: str, now: datetime, reason: str = "") -> bool:
    """Move to a status; False when it is there already. The payment must be locked.

    A provider is told to forget what is void. Raises AlreadyDone when the move is not allowed any more.
    """
    require_transaction()
    was = payment.status
    if was == to:
        return False
    if to not in MOVES[was]:
        raise AlreadyDone(f"This payment is {was}.")
    payment.status = to
    if to == PaymentStatus.COMPLETED:
        payment.completed_at = now
    if to == PaymentStatus.VOID and payment.provider_ref:
        payment.look_at, payment.looks = now, 0
        SETTLING.ask_after_commit()
    payment.save(update_fields=["status", "completed_at", "look_at", "looks"])
    _record("payment", payment.reference, was=was, to=to, actor=actor, reason=reason, now=now)
    if to in _TOLD:
        publish(_TOLD[to](payment_id=payment.pk), now=now)
    return True


def move_refund(refund: Refund, *, to: RefundStatus, actor: str, now: datetime, reason: str = "") -> bool:
    """The same for money on its way back. The refund must be locked."""
    require_transaction()
    was = refund.status
    if was == to:
        return False
    if to not in REFUND_MOVES[was]:
        raise AlreadyDone(f"This refund is {was}.")
    refund.status = to
    refund.completed_at = now if to == RefundStatus.COMPLETED else None
    refund.save(update_fields=["status", "completed_at"])
    _record("refund", refund.payment.reference, was=was, to=to, actor=actor, reason=reason, now=now)
    if to in _REFUND_TOLD:
        publish(_REFUND_TOLD[to](refund_id=refund.pk), now=now)
    return True


def _record(kind: str, reference: str, *, was: str, to: str, actor: str, reason: str, now: datetime) -> None:
    record_change(
        actor=actor,
        action=f"{kind}.{to}",
        subject_type="payment",
        subject_reference=reference,
        now=now,
        reason=reason,
        changes={"status": [was, to]},
    )
