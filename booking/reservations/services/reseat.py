"""Letting go of seats, and taking others in their place."""

from collections.abc import Sequence
from datetime import datetime

from booking.core.rows import insert_later
from booking.core.transactions import require_transaction
from booking.offerings.kinds import registry as kinds
from booking.reservations.models import Booking, Seat
from booking.reservations.seating import thread_of
from booking.reservations.services.move import release_these
from booking.reservations.states import SeatStatus
from booking.scheduling.models import Session
from booking.scheduling.services import drop_single_sessions, give_places_back


def let_go(booking: Booking, seats: Sequence[Seat], *, reason: str, now: datetime) -> None:
    """Release these seats of a booking and give their places, or their time, back."""
    require_transaction()
    release_these(seats, reason=reason, now=now)
    places: dict[int, int] = {}
    for seat in seats:
        places[seat.session_id] = places.get(seat.session_id, 0) + 1
    for session_id, count in sorted(places.items()):
        give_places_back([session_id], places=count)
    if kinds.get(booking.offering.kind).books == "slots":
        empty = set(places) - set(_kept(booking).filter(session__in=places).values_list("session_id", flat=True))
        drop_single_sessions(empty)


def sit_down(seats: Sequence[Seat], *, session: Session, now: datetime) -> None:
    """Take places in another session for seats that were let go; their places are counted already."""
    insert_later(
        *(
            Seat(
                booking_id=seat.booking_id,
                session=session,
                number=seat.number,
                thread=thread_of(seat),
                moves=seat.moves + seat.session.sequence + 1,
                seated_at=now,
            )
            for seat in seats
        )
    )


def _kept(booking: Booking):
    return Seat.objects.filter(booking=booking).exclude(status=SeatStatus.RELEASED)
