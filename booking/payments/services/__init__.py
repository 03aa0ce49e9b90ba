from booking.payments.services.books import keep_books
from booking.payments.services.payments import lower_payment, record_payment, start_payment, void_open_payments
from booking.payments.services.refunds import refund_order

__all__ = ["keep_books", "lower_payment", "record_payment", "refund_order", "start_payment", "void_open_payments"]
