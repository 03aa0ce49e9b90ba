"""Other bookings of a customer at the same time (SCH-7).

Anybody may type anybody's mail address, so this is for mail to that address and for the staff, never for an answer to
whoever booked.
"""

from django.db.models import Q

from booking.reservations.changing import STANDING
from booking.reservations.models import Booking, Seat
from booking.reservations.states import SeatStatus
from booking.scheduling.models import Session


def overlapping_sessions(booking: Booking) -> list[Session]:
    """Sessions of the customer's other bookings that run while one of this booking does, in order; two queries."""
    open_seats = Seat.objects.filter(status=SeatStatus.BOOKED)
    own = open_seats.filter(booking=booking).values_list("session__starts_at", "session__ends_at").distinct()
    meanwhile = Q()
    for start, end in own:
        meanwhile |= Q(session__starts_at__lt=end, session__ends_at__gt=start)
    if not meanwhile:
        return []
    others = open_seats.filter(booking__customer=booking.customer_id, booking__status__in=STANDING)
    found = others.filter(meanwhile).exclude(booking=booking).select_related("session__offering")
    sessions = {seat.session_id: seat.session for seat in found}
    return sorted(sessions.values(), key=lambda session: (session.starts_at, session.pk))
