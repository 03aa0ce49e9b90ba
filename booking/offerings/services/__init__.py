from booking.offerings.services.archive_offering import archive_offering
from booking.offerings.services.save_offering import Tier, save_offering
from booking.offerings.services.save_policy import save_policy

__all__ = ["Tier", "archive_offering", "save_offering", "save_policy"]
