"""What the address of a timetable says: price tier, how many, when, in whose clock. Nonsense means the default."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings

from booking.calendars.selectors import NO_SOURCES, Sources
from booking.core.errors import Malformed
from booking.core.gate import check_day
from booking.core.timezones import is_zone
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering, Variant
from booking.offerings.models.offerings import Staffing
from booking.offerings.models.variants import WHOLE, PricePer
from booking.offerings.selectors import active_variants, facilitators_of
from booking.people.models import Instructor
from booking.people.selectors import viewer_behind
from booking.people.viewers import STRANGER, Viewer
from booking.reservations.cadence import WEEKLY
from booking.reservations.changing import occupied_by
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import seats_of, viewer_in
from booking.reservations.states import SeatStatus

_MOST_PAGES = 40
_MOST_PICKED = 100
_LONGEST_CODE = 40
_REFERENCE = re.compile(r"^[0-9A-Z]{1,12}$")


@dataclass(frozen=True)
class Selection:
    """A visitor's selection so far. `given` are the parameters that stay in every address of this timetable.

    `then` is the path of the page that a booked session is moved on; choosing one time leads there. What is `without`
    moves and is in nobody's way.
    """

    offering: Offering
    variant: Variant
    timezone: str
    given: Mapping[str, str]
    quantity: int = 1
    length: int | None = None
    instructor: Instructor | None = None
    month: date | None = None
    day: date | None = None
    picked: tuple[str, ...] = ()
    pages: int = 1
    key: str = ""
    then: str = ""
    without: Sources = NO_SOURCES
    connection: str = ""
    repeat: str = ""
    coupon: str = ""
    viewer: Viewer = STRANGER

    @property
    def is_weekly(self) -> bool:
        """Whether lessons of a term are chosen by their first."""
        return self.keeps_to_term and not self.then

    @property
    def keeps_to_term(self) -> bool:
        """Whether only times within the offering's term are chosen from."""
        is_of_term = self.repeat == WEEKLY or self.variant.price_per == PricePer.TERM
        return is_of_term and self.offering.allow_weekly

    @property
    def books_slots(self) -> bool:
        return kinds.get(self.offering.kind).books == "slots"

    @property
    def has_no_times(self) -> bool:
        """Whether there is nothing to come to, as with credits."""
        return kinds.get(self.offering.kind).books == "nothing"

    @property
    def is_whole(self) -> bool:
        """Whether the price tier covers all dates, so that there is nothing to choose."""
        return not self.books_slots and self.variant.scope in WHOLE

    @property
    def picks(self) -> int:
        """How many dates a visitor chooses one by one; the rest of a pack with a cadence follows from the first."""
        if self.then:
            return 1
        if self.is_whole or self.has_no_times:
            return 0
        return 1 if self.books_slots and self.variant.follows else self.variant.sessions

    def query(self, **changes: str | int | None) -> str:
        """The query string with these parameters changed, those that are None left out."""
        params = {**self.given, **changes}
        return urlencode({name: value for name, value in params.items() if value not in (None, "")})


def read_selection(offering: Offering, *, params: Mapping[str, str], timezone: str) -> Selection | None:
    """The selection in the query of an address; None when the offering has no price tier on sale."""
    variants = active_variants(offering)
    if not variants:
        return None
    variant = next((v for v in variants if v.slug == params.get("variant")), variants[0])
    asked = params.get("timezone")
    selection = Selection(
        offering=offering,
        variant=variant,
        timezone=asked if is_zone(asked) else timezone,
        given={},
        quantity=_number(params.get("quantity"), most=most_places(offering)),
        length=_length(params.get("length"), offering=offering, variant=variant),
        instructor=next((p for p in eligible_people(offering) if p.slug == params.get("instructor")), None),
        month=_month(params.get("month")),
        day=_day(params.get("day")),
        pages=_number(params.get("pages"), most=_MOST_PAGES),
        key=params.get("key", "")[:64],
        connection=params.get("connection", "")[:64],
        viewer=viewer_behind(params.get("connection", "")[:64]),
        coupon=params.get("coupon", "").strip()[:_LONGEST_CODE],
        repeat=WEEKLY if params.get("repeat") == WEEKLY and may_repeat(offering, variant) else "",
    )
    picked = _picked(params.get("picked", ""), books_slots=selection.books_slots)[: max(selection.picks - 1, 0)]
    return replace(selection, picked=picked, given=_given(selection, params=params))


def selection_to_move(
    booking: Booking, *, moving: Sequence[Seat], params: Mapping[str, str], given: Mapping[str, str], then: str
) -> Selection:
    """What another time for these seats of one session is chosen from, with whoever holds it now."""
    session, asked = moving[0].session, params.get("timezone")
    lead = session.facilitator_links.all()[0].instructor if session.facilitator_links.all() else None
    return Selection(
        offering=booking.offering,
        variant=booking.variant,
        timezone=asked if is_zone(asked) else booking.timezone,
        given={**given, **({"timezone": asked} if is_zone(asked) else {})},
        quantity=len(moving),
        length=(session.ends_at - session.starts_at) // timedelta(minutes=1),
        instructor=lead if lead in eligible_people(booking.offering) else None,
        month=_month(params.get("month")),
        day=_day(params.get("day")),
        picked=(session.reference,),
        pages=_number(params.get("pages"), most=_MOST_PAGES),
        then=then,
        without=occupied_by(moving),
        viewer=viewer_in(booking),
    )


def selection_to_add(booking: Booking, *, params: Mapping[str, str], given: Mapping[str, str], then: str) -> Selection:
    """What the next session of a pack is chosen from."""
    asked = params.get("timezone")
    return Selection(
        offering=booking.offering,
        variant=booking.variant,
        timezone=asked if is_zone(asked) else booking.timezone,
        given={**given, **({"timezone": asked} if is_zone(asked) else {})},
        quantity=booking.quantity,
        length=booking.variant.length,
        month=_month(params.get("month")),
        day=_day(params.get("day")),
        picked=tuple(seat.session.reference for seat in seats_of(booking) if seat.status != SeatStatus.RELEASED),
        pages=_number(params.get("pages"), most=_MOST_PAGES),
        then=then,
        viewer=viewer_in(booking),
    )


def most_places(offering: Offering) -> int:
    """How many places one booking can take."""
    return max(1, min(offering.capacity or settings.MOST_PLACES_PER_BOOKING, settings.MOST_PLACES_PER_BOOKING))


def may_repeat(offering: Offering, variant: Variant) -> bool:
    """Whether a lesson may be booked once, or each week until the term ends."""
    return offering.allow_weekly and variant.sessions == 1 and variant.price_per == PricePer.LESSON


def length_choices(offering: Offering) -> list[int]:
    """Minutes to choose from; none where the price tiers settle the length."""
    if len(offering.lengths) < 2 or any(variant.length for variant in active_variants(offering)):
        return []
    return list(offering.lengths)


def eligible_people(offering: Offering) -> list[Instructor]:
    """Facilitators to choose from; none where all of them hold every session."""
    people = facilitators_of(offering)
    return people if offering.staffing == Staffing.ANY and len(people) > 1 else []


def _given(selection: Selection, *, params: Mapping[str, str]) -> dict[str, str]:
    given = {
        "key": selection.key,
        "connection": selection.connection,
        "variant": selection.variant.slug if params.get("variant") else "",
        "quantity": str(selection.quantity) if selection.quantity > 1 else "",
        "length": str(selection.length) if selection.length and params.get("length") else "",
        "instructor": selection.instructor.slug if selection.instructor else "",
        "timezone": selection.timezone if params.get("timezone") else "",
        "repeat": selection.repeat,
        "coupon": selection.coupon,
    }
    return {name: value for name, value in given.items() if value}


def _picked(text: str, *, books_slots: bool) -> tuple[str, ...]:
    """Starts with their offset, or references; whether they exist is decided on booking."""
    words = text.split()[:_MOST_PICKED]
    return tuple(word for word in words if (_is_instant(word) if books_slots else _REFERENCE.match(word)))


def _is_instant(text: str) -> bool:
    try:
        instant = datetime.fromisoformat(text)
        return instant.tzinfo is not None and check_day(instant.date()) is not None
    except (ValueError, Malformed):
        return False


def _number(text: str | None, *, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1


def _length(text: str | None, *, offering: Offering, variant: Variant) -> int | None:
    choices = length_choices(offering)
    if choices:
        return next((length for length in choices if str(length) == text), choices[0])
    return variant.length


def _day(text: str | None) -> date | None:
    try:
        return check_day(datetime.strptime(text or "", "%Y-%m-%d").date())
    except (ValueError, Malformed):
        return None


def _month(text: str | None) -> date | None:
    return _day(f"{text}-01") if text else None
