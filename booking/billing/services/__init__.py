from booking.billing.services.orders import mark_paid, place_order, reduce_order, void_order

__all__ = ["mark_paid", "place_order", "reduce_order", "void_order"]
