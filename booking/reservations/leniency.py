"""How often somebody is let off: late cancellations and absences together, per customer and calendar month."""

from collections.abc import Mapping
from datetime import datetime

from booking.core.timezones import day_bounds, local_date
from booking.people.models import Customer
from booking.reservations.models import Booking, Fee
from booking.reservations.states import FeeStatus


def left_in_month(booking: Booking, *, policy: Mapping[str, object], now: datetime) -> int:
    """How many fees are not asked for in what is left of the month, where the organization is.

    What this booking itself was spared at this moment does not count: so the same is found before and after it is
    written down. One query where the policy lets anybody off, none elsewhere.
    """
    most = policy.get("leniency_per_month", 0)
    if not most:
        return 0
    zone = booking.organization.timezone
    begins, _ = day_bounds(local_date(now, zone).replace(day=1), zone)
    spared = Fee.objects.filter(
        booking__customer=booking.customer_id, status=FeeStatus.SPARED, arose_at__gte=begins, arose_at__lte=now
    )
    return max(most - spared.exclude(booking=booking, arose_at=now).count(), 0)


def counted_by(booking: Booking) -> list[Customer]:
    """What has to be locked to count that: nothing where nobody is let off."""
    return [booking.customer] if booking.policy.get("leniency_per_month", 0) else []
