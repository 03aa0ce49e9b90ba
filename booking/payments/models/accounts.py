from django.db import models

from booking.accounts.models import Owned
from booking.core.sealing import unseal
from booking.payments.states import Mode


class ProviderAccount(Owned):
    """An organization's account with a provider; test and live apart, at most one of them in use."""

    provider = models.CharField(max_length=30)
    mode = models.CharField(max_length=4, choices=Mode.choices)
    account = models.CharField(max_length=64, help_text="as the provider calls it")
    public_key = models.CharField(max_length=200, help_text="what browsers may know")
    sealed_secrets = models.TextField(help_text="what only the server may know, sealed")
    is_active = models.BooleanField(default=False, help_text="new payments go there")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "provider", "mode"], name="payments_account"),
            models.UniqueConstraint(
                fields=["organization", "provider"],
                condition=models.Q(is_active=True),
                name="payments_account_active",
            ),
        ]

    def __str__(self):
        return f"{self.provider}, {self.mode}"

    @property
    def secrets(self) -> dict[str, str]:
        return unseal(self.sealed_secrets)
