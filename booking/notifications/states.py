"""The lifecycle of a message: it is queued until it is sent, its reason is gone, or the attempts are used up."""

from django.db import models


class MessageStatus(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


M = MessageStatus

MESSAGE_MOVES: dict[str, frozenset[str]] = {
    M.QUEUED: frozenset({M.SENT, M.DROPPED, M.FAILED}),
    M.SENT: frozenset(),
    M.DROPPED: frozenset(),
    M.FAILED: frozenset(),
}
