"""Who may send a message now, and what became of it: each one conditional UPDATE, exact over all processes."""

from datetime import datetime, timedelta

from django.conf import settings

from booking.core.transactions import transactional
from booking.notifications.models import Message
from booking.notifications.states import MESSAGE_MOVES, MessageStatus


@transactional
def lease_message(message: Message, *, now: datetime) -> bool:
    """Put the message out of reach of others until the lease ends; a killed process gives it back that way."""
    until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    row = Message.objects.filter(pk=message.pk)
    if not settings.UNSAFE_WITHOUT_PROTECTION:
        row = row.filter(status=MessageStatus.QUEUED, due_at=message.due_at, attempts=message.attempts)
    mine = row.update(due_at=until, attempts=message.attempts + 1)
    message.due_at, message.attempts = until, message.attempts + 1
    return bool(mine)


@transactional
def settle_message(message: Message, *, status: MessageStatus, now: datetime, error: str = "") -> bool:
    """Move a queued message to its end. False when it has reached one already."""
    origins = [origin for origin, targets in MESSAGE_MOVES.items() if status in targets]
    values = {"status": status, "error": error[-2000:]}
    if status == MessageStatus.SENT:
        values["sent_at"] = now
    return bool(Message.objects.filter(pk=message.pk, status__in=origins).update(**values))


@transactional
def postpone_message(message: Message, *, error: str, now: datetime) -> None:
    """Try again later, each time after twice as long. Does nothing when the lease has gone to somebody else."""
    wait = min(2**message.attempts * 15, settings.OUTBOX_LONGEST_WAIT_SECONDS)
    Message.objects.filter(pk=message.pk, status=MessageStatus.QUEUED, due_at=message.due_at).update(
        error=error[-2000:], due_at=now + timedelta(seconds=wait)
    )
