"""Choosing a part of a booking to give up: what there is to choose from, and what a form says of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from booking.core.errors import Invalid
from booking.offerings.models.variants import WHOLE
from booking.reservations.models import Booking, Seat
from booking.reservations.seating import Part
from booking.reservations.shares import seats_to_come
from booking.scheduling.models import Session

_LONGEST = 60
_REACHES = ("", "this", "following")


def sessions_to_give_up(booking: Booking, seats: Iterable[Seat], *, now: datetime) -> list[Session]:
    """Those that can be given up alone, in order; none where there is only one, or all were bought as one.

    `seats` are all of the booking, their sessions at hand.
    """
    coming = {seat.session_id: seat.session for seat in seats_to_come(seats, now=now)}
    return list(coming.values()) if len(coming) > 1 and booking.variant.scope not in WHOLE else []


def places_to_give_up(booking: Booking, seats: Iterable[Seat], *, now: datetime) -> int:
    """How many people's places can be given up apart from the others'; none where one comes alone."""
    numbers = {seat.number for seat in seats_to_come(seats, now=now)}
    return len(numbers) if len(numbers) > 1 and booking.variant.scope not in WHOLE else 0


def read_part(form: Mapping[str, str]) -> Part:
    """`session`, `reach` and `places` of a form, all of the booking without them. Raises Invalid for nonsense."""
    session, reach, places = (form.get(name, "")[:_LONGEST] for name in ("session", "reach", "places"))
    most = settings.MOST_PLACES_PER_BOOKING
    is_number = places.isascii() and places.isdigit() and 1 <= int(places) <= most
    if reach not in _REACHES or (places and not is_number):
        raise Invalid(_("Choose from the list what is given up."), fields={"session": [_("is not in the list")]})
    return Part(session, (reach or "this") if session else "all", int(places) if places else None)


def fields_of(part: Part) -> list[tuple[str, str]]:
    """What a form carries along to say the same."""
    values = (("session", part.session), ("reach", part.reach if part.session else ""), ("places", part.places or ""))
    return [(name, str(value)) for name, value in values if value]
