from booking.billing.models.orders import Order, OrderLine

__all__ = ["Order", "OrderLine"]
