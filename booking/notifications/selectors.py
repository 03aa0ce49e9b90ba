from datetime import datetime

from booking.accounts.models import Organization
from booking.core.tenancy import acting_for_everyone
from booking.notifications.models import Message
from booking.notifications.states import MessageStatus


def organizations_with_due_messages(*, now: datetime) -> list[Organization]:
    """The only look across organizations: whose messages are due. What they say is read as that organization."""
    due = Message._base_manager.filter(status=MessageStatus.QUEUED, due_at__lte=now)
    with acting_for_everyone():
        return list(Organization.objects.filter(pk__in=due.values("organization_id")).order_by("pk"))


def due_messages(*, now: datetime, most: int) -> list[Message]:
    """The active organization's messages to send now, the longest waiting first."""
    queued = Message.objects.filter(status=MessageStatus.QUEUED, due_at__lte=now)
    return list(queued.select_related("organization").order_by("due_at", "pk")[:most])
