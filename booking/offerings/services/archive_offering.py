from booking.core.transactions import transactional
from booking.offerings.models import Offering


@transactional
def archive_offering(offering: Offering) -> Offering:
    """Take an offering off the shelf for good. Its bookings, sessions and pages stay."""
    if not offering.is_archived:
        offering.is_archived = True
        offering.save(update_fields=["is_archived"])
    return offering
