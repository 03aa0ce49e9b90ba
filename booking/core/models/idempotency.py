from django.db import models


class IdempotencyKey(models.Model):
    """The sealed answer to a request that takes money or places, so that sending it twice changes nothing more."""

    organization_key = models.BigIntegerField()
    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=64, help_text="SHA-256 of what the client sent")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the request's body")
    answer = models.TextField(help_text="sealed JSON")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization_key", "scope", "key"], name="core_idempotency_once"),
        ]

    def __str__(self):
        return f"{self.scope} {self.key[:8]}"
