from django.db import models

from booking.core.changes.topics import Topic


class Change(models.Model):
    """That something which visitors see has changed; written by triggers, in the transaction of the change.

    On PostgreSQL one row per transaction, audience, topic and subject, its number that of the transaction; on SQLite
    one row per audience, topic and subject, its number counting up. The audience is the organization that shows it,
    or 0 for all; the subject is what it is a change of (see Topic), or 0 for whatever there is.
    """

    audience = models.BigIntegerField()
    topic = models.PositiveSmallIntegerField(choices=Topic.choices)
    subject = models.BigIntegerField()
    number = models.BigIntegerField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "audience", "topic", "subject"], name="core_change_once"),
        ]
        indexes = [models.Index(fields=["audience", "topic", "subject"], name="core_change_topic")]

    def __str__(self):
        return f"{self.audience} {self.topic} {self.subject} {self.number}"
