from booking.offerings.models.offerings import Facilitator, Offering, OfferingTag
from booking.offerings.models.policies import Policy
from booking.offerings.models.variants import Variant

__all__ = ["Facilitator", "Offering", "OfferingTag", "Policy", "Variant"]
