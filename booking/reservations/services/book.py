from datetime import datetime

from booking.core.transactions import transactional
from booking.reservations.services.confirm import confirm_booking
from booking.reservations.services.hold import hold_prepared
from booking.reservations.services.prepare import prepare
from booking.reservations.services.requests import BookingRequest, PlacedBooking
from booking.scheduling.models import Session


def book(request: BookingRequest, *, provider: str, actor: str, now: datetime, code: str = "") -> PlacedBooking:
    """Hold and confirm in one step. Raises what `hold_booking` and `confirm_booking` raise; then nothing is kept."""
    return _book(request, chosen=prepare(request, now=now), provider=provider, code=code, actor=actor, now=now)


@transactional
def _book(
    request: BookingRequest, *, chosen: list[Session], provider: str, code: str, actor: str, now: datetime
) -> PlacedBooking:
    placed = hold_prepared(request, chosen=chosen, now=now)
    confirm_booking(placed.booking, provider=provider, code=code, actor=actor, now=now)
    return placed
