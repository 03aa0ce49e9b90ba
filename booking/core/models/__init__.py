from booking.core.models.changes import Change
from booking.core.models.events import Delivery, EventRecord
from booking.core.models.idempotency import IdempotencyKey

__all__ = ["Change", "Delivery", "EventRecord", "IdempotencyKey"]
