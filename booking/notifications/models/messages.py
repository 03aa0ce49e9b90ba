from django.db import models

from booking.accounts.models import Owned
from booking.notifications.states import MessageStatus


class Message(Owned):
    """One message to one person over one channel, and what became of it.

    `effect` names the effect it stands for and is unique, so that the same cause never mails twice. The text is
    rendered, and its reason checked again, at the moment of sending.
    """

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=20, default="mail")
    effect = models.CharField(max_length=160)
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=12)
    subject_id = models.BigIntegerField(help_text="what it is about; the kind knows the model")
    due_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "effect"], name="notifications_effect_once")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(status=MessageStatus.QUEUED), name="notifications_queued"
            ),
            models.Index(fields=["organization", "kind", "subject_id"], name="notifications_subject"),
        ]

    def __str__(self):
        return f"{self.kind} to {self.recipient}"
