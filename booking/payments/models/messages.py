from django.db import models

from booking.accounts.models import Owned
from booking.payments.states import Mode


class ProviderMessage(Owned):
    """What a provider told by itself, once by its own number. It is a reason to look, never a fact."""

    provider = models.CharField(max_length=30)
    vendor_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=80)
    mode = models.CharField(max_length=4, choices=Mode.choices)
    object_ref = models.CharField(max_length=100, blank=True, help_text="the payment it is about, as the provider says")
    sealed_body = models.TextField(help_text="as it came, sealed: it names people")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="when to look; empty once that was done")
    attempts = models.PositiveSmallIntegerField(default=0)
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "provider", "vendor_id"], name="payments_message_once"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"], condition=models.Q(due_at__isnull=False), name="payments_message_due"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.vendor_id}"
