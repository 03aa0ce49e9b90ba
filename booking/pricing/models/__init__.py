from booking.pricing.models.codes import Coupon, Referral
from booking.pricing.models.uses import PhasePlaces, Use

__all__ = ["Coupon", "PhasePlaces", "Referral", "Use"]
