from datetime import datetime

from booking.core.nudge import Drain
from booking.core.transactions import transactional
from booking.notifications.kinds import registry
from booking.notifications.models import Message

MESSAGES = Drain("messages")


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
        MESSAGES.ask_after_commit()
    return message
