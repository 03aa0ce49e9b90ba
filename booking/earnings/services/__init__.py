from booking.earnings.services.close import close_month, is_over
from booking.earnings.services.save_terms import save_terms_of_instructor, save_terms_of_offering
from booking.earnings.services.settle import settle_sessions

__all__ = ["close_month", "is_over", "save_terms_of_instructor", "save_terms_of_offering", "settle_sessions"]
