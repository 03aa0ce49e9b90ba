from booking.billing.models.documents import Document, DocumentLine, Sequence
from booking.billing.models.ledger import JournalEntry, Posting
from booking.billing.models.orders import Order, OrderLine

__all__ = ["Document", "DocumentLine", "JournalEntry", "Order", "OrderLine", "Posting", "Sequence"]
