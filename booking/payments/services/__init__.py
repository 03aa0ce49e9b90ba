from booking.payments.services.payments import record_payment, start_payment, void_open_payments
from booking.payments.services.refunds import refund_order

__all__ = ["record_payment", "refund_order", "start_payment", "void_open_payments"]
