from booking.pricing.services.codes import retire_coupons, save_coupon, save_referral
from booking.pricing.services.phases import save_phases
from booking.pricing.services.uses import return_uses, take_uses

__all__ = ["retire_coupons", "return_uses", "save_coupon", "save_phases", "save_referral", "take_uses"]
