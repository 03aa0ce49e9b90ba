from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.core.money import Money


class Plan(Owned):
    """That an order is paid in parts. `provider` is how the later ones are asked for.

    What is paid of each part is not kept: money that comes covers the oldest first.
    """

    order = models.OneToOneField("billing.Order", on_delete=models.PROTECT, related_name="plan")
    provider = models.CharField(max_length=30)
    look_at = models.DateTimeField(null=True, blank=True, help_text="when to see what has become due")
    suspended_at = models.DateTimeField(null=True, blank=True, help_text="since when access is closed")

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "look_at"], condition=models.Q(look_at__isnull=False), name="payments_plan_look"
            ),
        ]

    def __str__(self):
        return f"plan of {self.order_id}"


class Installment(Owned):
    """A part of an order, in minor units of `currency`, and the day on which it is due at the organization's.

    `payment` is the latest that was asked for it.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="installments")
    position = models.PositiveSmallIntegerField()
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    payment = models.OneToOneField(
        "payments.Payment", null=True, blank=True, on_delete=models.PROTECT, related_name="installment"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_days = models.SmallIntegerField(
        null=True, blank=True, help_text="the last step of the dunning schedule that was taken"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="payments_installment_once"),
        ]

    def __str__(self):
        return f"{self.money} on {self.due_on}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
