from datetime import datetime

from django.db import transaction

from booking.core.transactions import transactional
from booking.notifications import nudge
from booking.notifications.kinds import registry
from booking.notifications.models import Message


@transactional
def queue_message(
    kind: str, *, recipient: str, subject_id: int, effect: str, language: str, due_at: datetime, now: datetime
) -> Message:
    """Owe somebody a mail. Quiet when this organization has already queued `effect`: the first one stands.

    A transaction that rolls back takes the message with it. Raises UnknownEntry for a kind that is not registered.
    """
    registry.get(kind)
    message, is_new = Message.objects.get_or_create(
        effect=effect,
        defaults={
            "kind": kind,
            "recipient": recipient,
            "subject_id": subject_id,
            "language": language,
            "due_at": due_at,
            "created_at": now,
        },
    )
    if is_new and due_at <= now:
        _wake_worker_once_after_commit()
    return message


def _wake_worker_once_after_commit() -> None:
    waiting = [callback for _, callback, *_ in transaction.get_connection().run_on_commit]
    if nudge.wake_worker not in waiting:
        transaction.on_commit(nudge.wake_worker, robust=True)
