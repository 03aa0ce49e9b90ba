from booking.billing.services.documents import Buyer, issue_credit_note, issue_invoice
from booking.billing.services.journal import post
from booking.billing.services.orders import mark_paid, place_order, reduce_order, reopen_order, void_order

__all__ = [
    "Buyer",
    "issue_credit_note",
    "issue_invoice",
    "mark_paid",
    "place_order",
    "post",
    "reduce_order",
    "reopen_order",
    "void_order",
]
