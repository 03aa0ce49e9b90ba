"""Free times of an offering. What is shown and what is decided under the lock are this one function."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from django.conf import settings

from booking.availability.selectors import Working
from booking.calendars.models import Owner
from booking.calendars.selectors import NO_SOURCES, Occupied, Sources, busy_time, counted_time
from booking.core.changes import CATALOGUE, Keeper
from booking.core.clock import next_turn
from booking.core.errors import Invalid
from booking.core.timezones import day_bounds, local_date
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering
from booking.offerings.selectors import active_variants
from booking.people.models import Instructor
from booking.people.viewers import STRANGER, Viewer
from booking.reservations.ground import Ground, Team, read_ground, read_ground_at
from booking.reservations.starts import Question, in_seconds, rules_of, starts_of, units_at

# Limits count whole local weeks around the range that is asked for.
_LIMIT_MARGIN = timedelta(days=9)

_MOST_GROUNDS = 500
_grounds: Keeper[Ground] = Keeper(reads=CATALOGUE, most=_MOST_GROUNDS)


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time: computed, has no row. The first instructor leads.

    Where it is not firm somebody has to approve: it may be asked for, and somebody else may be faster.
    """

    start: datetime
    end: datetime
    team: Team
    is_firm: bool = True
    reason: str = ""
    units: tuple[Owner, ...] = ()

    @property
    def instructors(self) -> tuple[Instructor, ...]:
        return self.team.instructors

    @property
    def owners(self) -> tuple[Owner, ...]:
        """Whose time it takes, of shared rooms the unit that is free."""
        return self.team.owners + self.units


@dataclass(frozen=True, slots=True)
class ShownSlots:
    """Free times, and until when they stay so if nobody does anything.

    `owners` are the ids of those whose time was looked at. `has_lapsed` says that holds which ran out still have
    their entries on this ground.
    """

    slots: list[Slot]
    until: datetime
    owners: tuple[int, ...] = ()
    has_lapsed: bool = False


def find_slots(
    offering: Offering,
    *,
    after: datetime,
    before: datetime,
    now: datetime,
    length: int | None = None,
    instructor: Instructor | None = None,
    viewer: Viewer = STRANGER,
) -> list[Slot]:
    """Free times with after <= start < before, in order; `length` in minutes, the offering's own by default.

    Of several who could hold it at a time, those whose time is firm come first. The number of queries does not depend
    on how many entries or instructors there are. Raises Invalid for an offering without free times of its own, a
    length it does not have and a range of more than settings.SLOT_RANGE_DAYS.
    """
    before = latest_start(offering, after=after, before=before, now=now)
    ground = read_ground(offering, after=after, before=before, instructor=instructor, viewer=viewer)
    return slots_on(ground, offering=offering, after=after, before=before, now=now, length=length).slots


def shown_slots(
    offering: Offering,
    *,
    after: datetime,
    before: datetime,
    now: datetime,
    moment: int,
    length: int | None = None,
    instructor: Instructor | None = None,
    without: Sources = NO_SOURCES,
    viewer: Viewer = STRANGER,
) -> ShownSlots:
    """What `find_slots` finds, on ground that is kept while it does not change: for showing, never for deciding.

    `without` is what is about to move and therefore in nobody's way.
    `moment` was taken before anything was read. One query where the ground is known, two where there are limits.
    """
    before = latest_start(offering, after=after, before=before, now=now)
    # Whole days, so that the minutes that pass do not ask for ever new ground.
    first, last = day_bounds(local_date(after, "UTC"), "UTC")[0], day_bounds(local_date(before, "UTC"), "UTC")[1]
    key = (offering.organization_id, offering.pk, instructor and instructor.pk, viewer, first, last)
    ground = _grounds.find(key, now=now)
    if ground is None:
        venue = getattr(offering, "venue", None)
        asked = {"offering": offering, "after": first, "before": last, "instructor": instructor, "viewer": viewer}
        ground = read_ground_at(venue, **asked)
        _grounds.keep(key, ground, organization_id=offering.organization_id, moment=moment)
    return slots_on(ground, offering=offering, after=after, before=before, now=now, length=length, without=without)


def slots_on(
    ground: Ground,
    *,
    offering: Offering,
    after: datetime,
    before: datetime,
    now: datetime,
    length: int | None,
    without: Sources = NO_SOURCES,
) -> ShownSlots:
    """Free times on ground that was read for this range, which may lie beyond the booking window.

    What comes from `without` occupies nobody and counts for no limit: what moves is not in its own way.

    One query, two where there are limits.
    """
    length = checked_length(offering, length=length)
    after = max(after, now + timedelta(hours=offering.notice_hours))
    if after >= before or not ground.teams:
        return ShownSlots([], next_turn(now))
    busy, counted = occupied_on(
        ground, offering=offering, length=length, after=after, before=before, now=now, without=without
    )
    slots = slots_among(ground, (busy, counted), offering=offering, after=after, before=before, now=now, length=length)
    until = min([next_turn(now), *(_instant(end) for end in (busy.first_end, counted.first_end) if end is not None)])
    return ShownSlots(slots, until, tuple(busy.by_owner), has_lapsed=busy.has_lapsed)


def slots_among(
    ground: Ground,
    occupied: tuple[Occupied[tuple[int, int]], Occupied[int]],
    *,
    offering: Offering,
    after: datetime,
    before: datetime,
    now: datetime,
    length: int,
) -> list[Slot]:
    """The same among what is known to be occupied, without a query; `occupied` is as `occupied_on` gives it."""
    busy, counted = occupied
    after = max(after, now + timedelta(hours=offering.notice_hours))
    firm, on_request = [], []
    question = Question(offering, length, in_seconds(after), in_seconds(before), in_seconds(now))
    for team in ground.teams:
        if (lead := team.instructors[0]).pk in ground.working:
            working = ground.working[lead.pk]
            found = starts_of(team, question, working=working, busy=busy, counted=counted)
            units = _units_of(team, question, working=working, busy=busy)
            firm += [_slot(start, length=length, team=team, units=units(start)) for start in found.firm]
            on_request += [
                _slot(start, length=length, team=team, units=units(start), reason=reason)
                for start, reason in found.on_request
            ]
    # Sorting keeps the order of equals: who can be booked firmly comes before who has to be asked.
    return sorted(firm + on_request, key=lambda slot: slot.start)


def best_of(slots: Sequence[Slot], *, prefer: Collection[int]) -> Slot:
    """Of several who could hold one time: firmly before on request, then whoever leads one of `prefer` (ids)."""
    return min(slots, key=lambda slot: (not slot.is_firm, slot.instructors[0].pk not in prefer))


def occupied_on(
    ground: Ground,
    *,
    offering: Offering,
    length: int,
    after: datetime,
    before: datetime,
    now: datetime,
    without: Sources = NO_SOURCES,
) -> tuple[Occupied[tuple[int, int]], Occupied[int]]:
    """What is in the way of sessions that begin within [after, before), and what counts for limits."""
    wanted = {"now": now, "without": without}
    margin = _busy_margin(ground, offering=offering, length=length)
    busy = busy_time(ground.owners, after=after - margin, before=before + margin, travel=ground.travel, **wanted)
    return busy, _counted(ground.teams, working=ground.working, after=after, before=before, **wanted)


def _busy_margin(ground: Ground, *, offering: Offering, length: int) -> timedelta:
    """How far beyond its starts a session may reach with its buffers and the way to what comes before or after."""
    owners = ground.owners
    before = max(offering.buffer_before, *(owner.buffer_before for owner in owners))
    after = max(offering.buffer_after, *(owner.buffer_after for owner in owners)) + length
    way = max((seconds for pair in ground.travel.values() for seconds in pair), default=0)
    return timedelta(minutes=max(before, after), seconds=way)


def latest_start(offering: Offering, *, after: datetime, before: datetime, now: datetime) -> datetime:
    """The end of the range within the booking window. Raises Invalid for a range that is too long."""
    if before - after > timedelta(days=settings.SLOT_RANGE_DAYS + 1):
        raise Invalid(f"Ask for at most {settings.SLOT_RANGE_DAYS} days.", fields={"to": ["too far from the start"]})
    return min(before, now + timedelta(days=offering.window_days))


def checked_length(offering: Offering, *, length: int | None) -> int:
    """Minutes: the offering's own, or one that it or a variant has. Raises Invalid for others."""
    if kinds.get(offering.kind).books != "slots":
        raise Invalid("This is booked by its dates.", fields={"offering": ["has sessions and no free times"]})
    if length is None or length == offering.length:
        return offering.length
    allowed = {*offering.lengths, *(variant.length for variant in active_variants(offering) if variant.length)}
    if length not in allowed:
        raise Invalid(fields={"length": [f"one of {', '.join(map(str, sorted(allowed)))} minutes"]})
    return length


def _counted(
    teams: Sequence[Team],
    *,
    working: dict[int, Working],
    after: datetime,
    before: datetime,
    now: datetime,
    without: Sources,
) -> Occupied[int]:
    """Starts that count for limits, by the lead's owner; no query when nobody has limits."""
    limited = [
        team.owners[0]
        for team in teams
        if (found := working.get(team.instructors[0].pk)) and (found.terms.per_day or found.terms.per_week)
    ]
    margin = {"after": after - _LIMIT_MARGIN, "before": before + _LIMIT_MARGIN}
    return counted_time(limited, **margin, now=now, without=without)


def _units_of(
    team: Team, question: Question, *, working: Working, busy: Occupied[tuple[int, int]]
) -> Callable[[int], tuple[Owner, ...]]:
    """Finds the units for a start; a month has thousands of starts, and hardly any team shares rooms."""
    if not team.shared:
        return lambda start: ()
    return partial(units_at, team=team, rules=rules_of(team, question, working=working), busy=busy)


def _slot(start: int, *, length: int, team: Team, units: tuple[Owner, ...], reason: str = "") -> Slot:
    begins = _instant(start)
    return Slot(begins, begins + timedelta(minutes=length), team, not reason, reason, units)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
