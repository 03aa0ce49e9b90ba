from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.core.money import Money
from booking.core.sealing import unseal
from booking.payments.states import Mode, PaymentStatus, RefundStatus


class Payment(Owned):
    """Money on its way from a customer. `amount` is minor units of `currency`.

    What follows `completed_at` is known of payments that a provider carries out: whose account it goes to, what the
    provider calls it, and when it is to be asked again.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    order = models.ForeignKey("billing.Order", on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=30)
    status = models.CharField(max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.PENDING)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    account = models.CharField(max_length=64, blank=True, help_text="as the provider calls it")
    mode = models.CharField(max_length=4, choices=Mode.choices, blank=True)
    provider_ref = models.CharField(max_length=100, blank=True, help_text="what the provider calls this payment")
    sealed_handle = models.TextField(blank=True, help_text="what the payer's browser needs to pay, sealed")
    method = models.CharField(max_length=80, blank=True, help_text="such as Visa ending in 4242")
    failure = models.CharField(max_length=300, blank=True, help_text="why the last attempt did not work, in words")
    look_at = models.DateTimeField(null=True, blank=True, help_text="when to ask the provider again")
    looks = models.PositiveSmallIntegerField(default=0, help_text="how often it was asked")
    disputed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "provider", "provider_ref"],
                condition=~models.Q(provider_ref=""),
                name="payments_provider_ref",
            ),
        ]
        indexes = [
            # What no provider carries out has no row in it.
            models.Index(
                fields=["organization", "look_at"],
                condition=models.Q(look_at__isnull=False),
                name="payments_look",
            ),
        ]

    def __str__(self):
        return f"{self.provider} {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def handle(self) -> dict[str, str]:
        """What the payer's browser needs; empty until the provider knows of the payment."""
        return unseal(self.sealed_handle) if self.sealed_handle else {}


class Refund(Owned):
    """Money on its way back. Transfer and on-site refunds wait for a person to carry them out, others for `due_at`."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=RefundStatus.choices, default=RefundStatus.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    provider_ref = models.CharField(max_length=100, blank=True, help_text="what the provider calls this refund")
    failure = models.CharField(max_length=300, blank=True, help_text="why it did not work, in words")
    due_at = models.DateTimeField(null=True, blank=True, help_text="when the provider is asked")
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=1, help_text="how often it was begun anew after it failed")

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "due_at"], condition=models.Q(due_at__isnull=False), name="payments_refund_due"
            ),
        ]

    def __str__(self):
        return f"refund of {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
