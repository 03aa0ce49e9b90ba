from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from booking.core.rows import update
from booking.reservations.models import Booking
from booking.reservations.services.prepare import is_booked_by_slots
from booking.scheduling.models import Session
from booking.scheduling.services import ask_for_session


def prolong_request(
    booking: Booking, *, sessions: Iterable[Session], latest: datetime | None = None, now: datetime
) -> None:
    """Give the other side settings.REQUEST_HOURS from now, and no longer than until `latest` or until it starts.

    A deadline is never brought forward. The booking must be locked.
    """
    sessions = list(sessions)
    end = latest or min(session.starts_at for session in sessions)
    until = max(booking.hold_expires_at, min(now + timedelta(hours=settings.REQUEST_HOURS), end))
    if until != booking.hold_expires_at:
        update(booking, {"hold_expires_at": until})
        if is_booked_by_slots(booking.offering):
            ask_for_session([session.pk for session in sessions], until=until)
