from booking.notifications.models.messages import Message

__all__ = ["Message"]
