from booking.payments.models.payments import Payment, Refund

__all__ = ["Payment", "Refund"]
