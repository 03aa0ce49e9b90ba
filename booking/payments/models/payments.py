from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.core.money import Money
from booking.payments.states import PaymentStatus, RefundStatus


class Payment(Owned):
    """Money on its way from a customer. `amount` is minor units of `currency`."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    order = models.ForeignKey("billing.Order", on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=30)
    status = models.CharField(max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.PENDING)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.provider} {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class Refund(Owned):
    """Money on its way back. Transfer and on-site refunds wait for a person to carry them out."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=RefundStatus.choices, default=RefundStatus.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    def __str__(self):
        return f"refund of {self.amount} {self.currency}"
