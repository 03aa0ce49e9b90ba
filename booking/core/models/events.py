from django.db import models


class EventRecord(models.Model):
    """One thing that happened, written in the transaction in which it happened. Never changed."""

    organization_key = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=100)
    payload = models.JSONField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization_key", "happened_at"], name="core_event_history")]

    def __str__(self):
        return f"{self.name} {self.payload}"


class Delivery(models.Model):
    """An effect that is owed: one event for one `@after` handler, worked off under a lease, at least once."""

    record = models.ForeignKey(EventRecord, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "handler"], name="core_delivery_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(done_at=None), name="core_delivery_pending"),
        ]

    def __str__(self):
        return f"{self.handler} of {self.record_id}"
