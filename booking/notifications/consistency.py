"""Nothing that is owed to somebody lies about."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from booking.core.consistency import LATE, Fault, registry
from booking.notifications.models import Message
from booking.notifications.states import MessageStatus

# Waits double from 30 seconds on: after these, more than 15 minutes have passed.
_MANY_ATTEMPTS = 6


@registry.register("unsent_message")
def unsent_messages(now: datetime) -> Iterator[Fault]:
    """A message leaves within 15 minutes of its due time."""
    late = Message.objects.filter(
        Q(due_at__lte=now - LATE) | Q(attempts__gte=_MANY_ATTEMPTS), status=MessageStatus.QUEUED
    )
    for message in late.iterator():
        yield Fault(
            f"message {message.effect}",
            "sent within 15 minutes",
            f"queued, due at {message.due_at.isoformat()}, {message.attempts} attempts",
        )
