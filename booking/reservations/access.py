"""What a booking opens while it is paid in time."""

from copy import copy

from booking.payments.plan_selectors import is_suspended
from booking.reservations.models import Booking
from booking.scheduling.models import Venue
from booking.scheduling.selectors import venue_of


def open_venue_of(booking: Booking) -> Venue | None:
    """Where it takes place; without the joining link while access is closed. Asks for that only where there is one."""
    venue = venue_of(booking.offering)
    if venue is None or not venue.meeting_url or not is_suspended(booking.order):
        return venue
    closed = copy(venue)
    closed.meeting_url = ""
    return closed
