from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentStatus(models.TextChoices):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    VOID = "void"


class RefundStatus(models.TextChoices):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


MOVES: dict[str, frozenset[str]] = {
    PaymentStatus.PENDING: frozenset({PaymentStatus.COMPLETED, PaymentStatus.FAILED, PaymentStatus.VOID}),
    PaymentStatus.FAILED: frozenset({PaymentStatus.PENDING, PaymentStatus.VOID}),
    PaymentStatus.COMPLETED: frozenset(),
    PaymentStatus.VOID: frozenset({PaymentStatus.COMPLETED}),
}

REFUND_MOVES: dict[str, frozenset[str]] = {
    RefundStatus.PENDING: frozenset({RefundStatus.COMPLETED, RefundStatus.FAILED}),
    RefundStatus.FAILED: frozenset({RefundStatus.PENDING}),
    RefundStatus.COMPLETED: frozenset(),
}


class PaymentState(models.TextChoices):
    """How far an order is paid."""

    NOTHING_DUE = "nothing_due", _("Nothing to pay")
    PENDING = "pending", _("Waiting for payment")
    PARTLY_PAID = "partly_paid", _("Partly paid")
    COMPLETED = "completed", _("Paid")
    FAILED = "failed", _("Payment failed")
    CANCELLED = "cancelled", _("Nothing is owed any more")
    PARTLY_REFUNDED = "partly_refunded", _("Partly refunded")
    REFUNDED = "refunded", _("Refunded")
