from booking.core.models.events import Delivery, EventRecord
from booking.core.models.idempotency import IdempotencyKey

__all__ = ["Delivery", "EventRecord", "IdempotencyKey"]
