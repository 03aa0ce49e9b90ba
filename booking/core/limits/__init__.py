"""How often somebody may ask: exact over all processes and machines, decided by one statement, outside of any request's
transaction. What is counted lives beside the business data and may be lost with a crash of the database."""

from booking.core.limits.counting import Charge, by_address, forget_old_windows, spend, spend_search
from booking.core.limits.declarations import FREE, RateClass, declares, rate_class_for

__all__ = [
    "FREE",
    "Charge",
    "RateClass",
    "by_address",
    "declares",
    "forget_old_windows",
    "rate_class_for",
    "spend",
    "spend_search",
]
