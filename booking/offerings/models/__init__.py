from booking.offerings.models.assistance import Assistance
from booking.offerings.models.offerings import Facilitator, Offering, OfferingTag
from booking.offerings.models.policies import Policy
from booking.offerings.models.variants import Variant

__all__ = ["Assistance", "Facilitator", "Offering", "OfferingTag", "Policy", "Variant"]
