from booking.notifications.services.queueing import queue_message
from booking.notifications.services.sending import send_due

__all__ = ["queue_message", "send_due"]
