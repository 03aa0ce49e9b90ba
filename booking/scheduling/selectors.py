from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber

from booking.calendars.models import Owner
from booking.calendars.selectors import EpochSeconds, twins_of
from booking.core.rows import keep_at_hand, select, select_along
from booking.core.timezones import instant_at
from booking.offerings.models import Offering
from booking.scheduling.models import Place, Room, Series, Session, SessionFacilitator, Venue, VenueRoom
from booking.scheduling.patterns import Dated, first_wall, read_pattern
from booking.scheduling.states import SessionStatus

# What to read along with an offering so that `venue_of` need not ask.
VENUE = ("venue__place",)


def venue_of(offering: Offering) -> Venue | None:
    """Where the offering is held, its place at hand."""
    if "venue" in offering._state.fields_cache:
        return offering._state.fields_cache["venue"]
    return next(iter(select_along(Venue, {"offering": offering.pk}, along=["place"])), None)


def place_of(offering: Offering) -> Place | None:
    """Where the offering's sessions are held unless they say otherwise."""
    venue = venue_of(offering)
    return venue.place if venue else None


def rooms_of(offering: Offering) -> list[Room]:
    """The rooms every session of the offering uses, owners included."""
    return rooms_in(venue_of(offering))


def rooms_in(venue: Venue | None) -> list[Room]:
    """The same of a venue that is known."""
    links = select_along(VenueRoom, {"venue": venue.pk}, along=["room", "room__owner"]) if venue else []
    return sorted((link.room for link in links), key=lambda room: room.pk)


def units_of(rooms: Iterable[Room]) -> list[tuple[Owner, ...]]:
    """The owners of each room, any one of which will do; a query only where there are several."""
    rooms = list(rooms)
    twins = twins_of(room.owner for room in rooms if room.units > 1)
    return [(room.owner, *twins.get(room.owner_id, [])[: room.units - 1]) for room in rooms]


def with_people(sessions):
    """Prefetch what is shown of a session: place and facilitators, the lead first."""
    links = SessionFacilitator.objects.select_related("instructor").order_by("position")
    return sessions.select_related("place").prefetch_related(Prefetch("facilitator_links", queryset=links))


def bring_people(sessions: Iterable[Session]) -> None:
    """The facilitators of sessions that were read already, the lead first; one query."""
    sessions = list(sessions)
    links = select_along(SessionFacilitator, {"session": [session.pk for session in sessions]}, along=["instructor"])
    of_session: dict[int, list[SessionFacilitator]] = {session.pk: [] for session in sessions}
    for link in sorted(links, key=lambda link: (link.position, link.pk)):
        of_session[link.session_id].append(link)
    for session in sessions:
        keep_at_hand(session, "facilitator_links", of_session[session.pk])


def upcoming_sessions(
    offering: Offering, *, after: datetime, before: datetime, most: int | None = None
) -> list[Session]:
    """Scheduled sessions that start within [after, before), in order, with place and facilitators; all, or `most`."""
    sessions = with_people(_upcoming(offering, after=after, before=before))
    return list(sessions.select_related("offering", "place")[:most])


def scheduled_dates(offering: Offering, *, references: Sequence[str] | None) -> list[Session]:
    """The scheduled sessions with these references, begun or not, in order; None for all of the offering."""
    asked = {"offering": offering.pk, "status": SessionStatus.SCHEDULED}
    named = {} if references is None else {"reference": list(references)}
    return sorted(select(Session, {**asked, **named}), key=lambda session: (session.starts_at, session.pk))


def _upcoming(offering: Offering, *, after: datetime, before: datetime) -> QuerySet[Session]:
    sessions = Session.objects.filter(offering=offering, starts_at__gte=after, starts_at__lt=before)
    return sessions.exclude(status=SessionStatus.CANCELLED).order_by("starts_at", "pk")


def current_run(offering: Offering) -> list[Session]:
    """All sessions of the run the series describes now, past ones too, without those called off and of earlier runs."""
    sessions = Session.objects.filter(offering=offering).exclude(status=SessionStatus.CANCELLED)
    series = Series.objects.filter(offering=offering).first()
    if series is not None:
        first = first_wall(read_pattern(series.pattern, minutes=series.minutes))
        if first is None:
            return []
        sessions = sessions.filter(original_starts_at__gte=instant_at(first, series.timezone))
    return list(sessions.order_by("starts_at", "pk"))


class Interval(NamedTuple):
    """A stretch of a plan in which nothing is held: a break, or a whole day of rest."""

    starts_at: datetime
    ends_at: datetime
    timezone: str
    title: str
    is_day: bool


def _pauses(pattern: Mapping, *, minutes: int, timezone: str) -> list[Interval]:
    plan = read_pattern(pattern, minutes=minutes)
    pauses = []
    for pause in plan.pauses if isinstance(plan, Dated) else ():
        start, end = (datetime.combine(pause.day, at) for at in (pause.start or time(), pause.end or time.max))
        bounds = (instant_at(start, timezone), instant_at(end, timezone))
        pauses.append(Interval(*bounds, timezone, pause.title, pause.start is None))
    return pauses


class Spot(NamedTuple):
    """A place as it is told to machines."""

    name: str
    address: str
    latitude: Decimal | None
    longitude: Decimal | None


class Coming(NamedTuple):
    """A scheduled date of an offering as its page shows it; the lead comes first among the people."""

    pk: int
    reference: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    capacity: int | None
    overbooking: int
    taken: int
    title: str
    outlook: str
    place: Spot | None
    people: tuple[str, ...]

    @property
    def places_left(self) -> int | None:
        """As Session.places_left."""
        return None if self.capacity is None else max(0, self.capacity + self.overbooking - self.taken)


_OF_A_DATE = (
    "pk",
    "reference",
    "starts_at",
    "ends_at",
    "timezone",
    "capacity",
    "overbooking",
    "taken",
    "title",
    "outlook",
)
_AND_OF_ITS_PLACE = tuple(f"place__{name}" for name in Spot._fields)


def dates_between(offering: Offering, *, after: datetime, before: datetime) -> list[Coming]:
    """Scheduled dates that start within [after, before), in order; one query, a row for each who holds one."""
    return _gather(_rows_of_dates(offering, after=after, before=before))


def dates_with_pauses(offering: Offering, *, after: datetime, before: datetime) -> tuple[list[Coming], list[Interval]]:
    """The same with the breaks and days of rest of a plan over several days, in order; one query too."""
    rows = _rows_of_dates(
        offering, "series__pattern", "series__minutes", "series__timezone", after=after, before=before
    )
    pattern, minutes, timezone = rows[0][:3] if rows else ({}, 0, "")
    pauses = _pauses(pattern, minutes=minutes, timezone=timezone) if pattern else []
    return _gather([row[3:] for row in rows]), pauses


def _rows_of_dates(offering: Offering, *first: str, after: datetime, before: datetime) -> list[tuple]:
    rows = _upcoming(offering, after=after, before=before).order_by("starts_at", "pk", "facilitator_links__position")
    columns = (*first, *_OF_A_DATE, *_AND_OF_ITS_PLACE, "facilitator_links__instructor__name")
    return list(rows.values_list(*columns))


def _gather(rows: list[tuple]) -> list[Coming]:
    found: dict[int, Coming] = {}
    for row in rows:
        date, spot, person = row[: len(_OF_A_DATE)], Spot(*row[len(_OF_A_DATE) : -1]), row[-1]
        known = found.get(date[0])
        if known is not None:
            found[known.pk] = known._replace(people=(*known.people, person))
        else:
            found[date[0]] = Coming(*date, spot if spot.name else None, (person,) if person else ())
    return list(found.values())


class Offered(NamedTuple):
    """What a timetable says of an offering."""

    pk: int
    name: str
    kind: str
    delivery: str


class Timed(NamedTuple):
    """A scheduled session as a timetable shows it: values alone, because there may be thousands."""

    pk: int
    offering: Offered
    start: int
    end: int
    timezone: str
    place_name: str | None
    capacity: int | None
    overbooking: int
    taken: int
    people: tuple[str, ...]

    @property
    def starts_at(self) -> datetime:
        return datetime.fromtimestamp(self.start, UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime.fromtimestamp(self.end, UTC)


Sold = TypeVar("Sold", Session, Coming, Timed)

_OF_A_SESSION = ("pk", "offering_id", EpochSeconds("starts_at"), EpochSeconds("ends_at"), "timezone", "place__name")
_AND_OF_IT = ("capacity", "overbooking", "taken")
_WHO_HOLDS_IT = ("facilitator_links__position", "facilitator_links__instructor__name")


def sessions_between(offerings: QuerySet[Offering], *, after: datetime, before: datetime) -> list[Timed]:
    """Scheduled sessions of these offerings that start within [after, before), in order; two queries."""
    offered = {row[0]: Offered(*row) for row in offerings.order_by().values_list(*Offered._fields)}
    # By their ids: a subquery PostgreSQL may run for every session, where it knows little of young tables.
    within = {"status": SessionStatus.SCHEDULED, "starts_at__gte": after, "starts_at__lt": before}
    rows = Session.objects.filter(offering__in=list(offered), **within).order_by("starts_at", "pk")
    found: list[Timed] = []
    last, holders = None, []
    for pk, offering_id, *values, position, person in rows.values_list(*_OF_A_SESSION, *_AND_OF_IT, *_WHO_HOLDS_IT):
        if pk == last:
            holders.append((position, person))
            # Hardly ever more than one: to sort all rows by it would cost more than the rest of the query.
            found[-1] = found[-1]._replace(people=tuple(name for _position, name in sorted(holders)))
        else:
            holders, last = [(position, person)], pk
            found.append(Timed._make((pk, offered[offering_id], *values, (person,) if person else ())))
    return found


def first_start(offerings: QuerySet[Offering], *, after: datetime, before: datetime) -> datetime | None:
    """When the first date of these offerings after `after` begins."""
    within = {"status": SessionStatus.SCHEDULED, "starts_at__gt": after, "starts_at__lt": before}
    coming = Session.objects.filter(series__isnull=False, offering__in=offerings.order_by().values("pk"), **within)
    return coming.order_by("starts_at").values_list("starts_at", flat=True).first()


def _people_within(within: Mapping[str, object]) -> dict[int, tuple[str, ...]]:
    """Names of who holds the sessions of a selection, by session, the lead first; one query."""
    links = SessionFacilitator.objects.filter(**{f"session__{name}": value for name, value in within.items()})
    people: dict[int, tuple[str, ...]] = {}
    for session_id, name in links.order_by("position").values_list("session_id", "instructor__name"):
        people[session_id] = (*people.get(session_id, ()), name)
    return people


@dataclass(frozen=True, slots=True)
class Announced:
    """A date of a series as everybody may know it."""

    pk: int
    offering_id: int
    reference: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    status: str
    sequence: int
    place_name: str | None
    place_address: str | None
    people: tuple[str, ...] = ()


def as_taken_now(dates: Iterable[Sold]) -> list[Sold]:
    """Dates that were read before, with the places that are taken by now; one query, none without dates."""
    dates = list(dates)
    ids = [date.pk for date in dates]
    taken = dict(Session.objects.filter(pk__in=ids).values_list("pk", "taken")) if ids else {}
    now = [(date, taken.get(date.pk, date.taken)) for date in dates]
    return [date if places == date.taken else _taken(date, places=places) for date, places in now]


def _taken(date: Sold, *, places: int) -> Sold:
    """Another one, because what is kept belongs to all threads."""
    if not isinstance(date, Session):
        return date._replace(taken=places)
    copied = copy(date)
    copied.taken = places
    return copied


def announced_dates(offerings: Iterable[Offering], *, after: datetime, before: datetime, most: int) -> list[Announced]:
    """Dates that start within [after, before), those called off included, in order; appointments are nobody's business.

    Two queries of plain values, however many there are.
    """
    within = {"starts_at__gte": after, "starts_at__lt": before, "offering__in": list(offerings)}
    dates = Session.objects.filter(series__isnull=False, **within).order_by("starts_at", "pk")
    columns = [field.name.replace("place_", "place__") for field in fields(Announced) if field.name != "people"]
    people = _people_within(within)
    return [Announced(*row, people.get(row[0], ())) for row in dates.values_list(*columns)[:most]]


def next_sessions(offerings: Iterable[Offering], *, now: datetime, most: int = 3) -> dict[int, list[Session]]:
    """The first `most` sessions to come of each offering, by its id."""
    offerings = list(offerings)
    found: dict[int, list[Session]] = {offering.pk: [] for offering in offerings}
    ranked = Session.objects.filter(
        offering__in=offerings,
        status=SessionStatus.SCHEDULED,
        starts_at__gt=now,
        starts_at__lt=now + timedelta(days=settings.SERIES_HORIZON_DAYS),
        series__isnull=False,
    ).annotate(rank=Window(RowNumber(), partition_by="offering_id", order_by=F("starts_at").asc()))
    for session in with_people(ranked.filter(rank__lte=most)).order_by("starts_at"):
        found[session.offering_id].append(session)
    return found
