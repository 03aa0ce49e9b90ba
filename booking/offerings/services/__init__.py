from booking.offerings.services.archive_offering import archive_offering
from booking.offerings.services.assistance import allow_creating, forbid_creating, lend_rights, take_rights
from booking.offerings.services.hand_over import replace_facilitator
from booking.offerings.services.save_offering import Tier, save_offering
from booking.offerings.services.save_policy import save_policy

__all__ = [
    "Tier",
    "allow_creating",
    "archive_offering",
    "forbid_creating",
    "lend_rights",
    "replace_facilitator",
    "save_offering",
    "save_policy",
    "take_rights",
]
