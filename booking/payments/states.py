from django.db import models


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
