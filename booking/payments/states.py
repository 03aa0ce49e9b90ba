from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentStatus(models.TextChoices):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    VOID = "void"


class RefundStatus(models.TextChoices):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class Mode(models.TextChoices):
    """Whether a provider's account moves real money."""

    TEST = "test"
    LIVE = "live"


P = PaymentStatus

MOVES: dict[str, frozenset[str]] = {
    P.PENDING: frozenset({P.PROCESSING, P.COMPLETED, P.FAILED, P.VOID}),
    P.PROCESSING: frozenset({P.PENDING, P.COMPLETED, P.FAILED, P.VOID}),
    P.FAILED: frozenset({P.PENDING, P.PROCESSING, P.COMPLETED, P.VOID}),
    P.COMPLETED: frozenset(),
    P.VOID: frozenset({P.COMPLETED}),
}

# Money may still come in of itself.
WAITING = frozenset({P.PENDING, P.PROCESSING, P.FAILED})

REFUND_MOVES: dict[str, frozenset[str]] = {
    RefundStatus.PENDING: frozenset({RefundStatus.COMPLETED, RefundStatus.FAILED}),
    RefundStatus.FAILED: frozenset({RefundStatus.PENDING, RefundStatus.COMPLETED}),
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
