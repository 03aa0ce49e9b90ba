from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F

from booking.core.errors import SoldOut
from booking.core.rows import update_later
from booking.core.transactions import require_transaction
from booking.offerings.models import Offering
from booking.scheduling.models import Session
from booking.scheduling.selectors import place_of
from booking.scheduling.variations import Planned


def take_places(sessions: Iterable[Session], *, places: int) -> None:
    """Count `places` more as taken in each session, all or none. The sessions must be locked and fresh.

    Raises SoldOut, naming the first session that has too few left.
    """
    require_transaction()
    sessions = list(sessions)
    for session in sessions:
        if session.places_left is not None and session.places_left < places:
            raise SoldOut(
                "This date is sold out." if session.places_left == 0 else f"Only {session.places_left} left.",
                session=session.reference,
                places_left=session.places_left,
            )
    for session in sessions:
        update_later(session, {"taken": session.taken + places})


def give_places_back(session_ids: Iterable[int], *, places: int) -> None:
    """Count `places` fewer as taken in each session. Needs no lock: giving back never oversells."""
    require_transaction()
    Session.objects.filter(pk__in=list(session_ids)).update(taken=F("taken") - places)


def follow_plan(sessions: Iterable[Session], *, offering: Offering, wanted: Mapping[datetime, Planned]) -> None:
    """Carry places and place to sessions, by the schedule where it says so; capacity never falls below what is sold."""
    place = place_of(offering)
    for session in sessions:
        planned = wanted.get(session.original_starts_at)
        capacity = planned.capacity if planned and planned.capacity is not None else offering.capacity
        more = planned.overbooking if planned and planned.overbooking is not None else offering.overbooking
        if capacity is not None:
            capacity = max(capacity, session.taken - more)
        values = (capacity, more, place.pk if place else None)
        if (session.capacity, session.overbooking, session.place_id) != values:
            session.capacity, session.overbooking, session.place_id = values
            session.save(update_fields=["capacity", "overbooking", "place"])
