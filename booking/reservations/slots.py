"""Free times of an offering. What is shown and what is decided under the lock are this one function."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from booking.availability.rules import SlotRules, free_starts
from booking.availability.selectors import Working, working_of
from booking.calendars.models import Owner
from booking.calendars.selectors import busy_ranges, counted_starts, owners_of
from booking.core.changes import Keeper, Topic
from booking.core.errors import Invalid
from booking.core.timezones import day_bounds, local_date
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering
from booking.offerings.models.offerings import Staffing
from booking.offerings.selectors import facilitators_of
from booking.people.models import Instructor
from booking.scheduling.selectors import rooms_of, venue_of

# Limits count whole local weeks around the range that is asked for.
_LIMIT_MARGIN = timedelta(days=9)
_BUSY_MARGIN = timedelta(days=1)


_MOST_GROUNDS = 500
_grounds: Keeper["Ground"] = Keeper(topics=(Topic.CATALOGUE,), most=_MOST_GROUNDS)


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time: computed, has no row. The first instructor leads."""

    start: datetime
    end: datetime
    instructors: tuple[Instructor, ...]
    is_firm: bool = True


@dataclass(frozen=True, slots=True)
class Ground:
    """What free times are found on and bookings leave alone: who could hold a session, and when they work."""

    teams: list["Team"]
    working: dict[int, Working]


@dataclass(frozen=True, slots=True)
class Team:
    """Instructors who would hold a session together, and all owners whose time it would take."""

    instructors: tuple[Instructor, ...]
    owners: tuple[Owner, ...]


def find_slots(
    offering: Offering,
    *,
    after: datetime,
    before: datetime,
    now: datetime,
    length: int | None = None,
    instructor: Instructor | None = None,
) -> list[Slot]:
    """Free times with after <= start < before, in order; `length` in minutes, the offering's own by default.

    Only times that can be booked firmly are offered. The number of queries does not depend on how many entries or
    instructors there are. Raises Invalid for an offering without free times of its own, a length it does not have and
    a range of more than settings.SLOT_RANGE_DAYS.
    """
    before = _latest(offering, after=after, before=before, now=now)
    return free_slots(offering, after=after, before=before, now=now, length=length, instructor=instructor)


def free_slots(
    offering: Offering,
    *,
    after: datetime,
    before: datetime,
    now: datetime,
    length: int | None = None,
    instructor: Instructor | None = None,
) -> list[Slot]:
    """The same without the booking window's end and the limit on the range: for the later dates of a pack."""
    after = max(after, now + timedelta(hours=offering.notice_hours))
    ground = read_ground(offering, after=after, before=before, instructor=instructor)
    return _slots_on(ground, offering=offering, after=after, before=before, now=now, length=length)


def shown_slots(
    offering: Offering,
    *,
    after: datetime,
    before: datetime,
    now: datetime,
    moment: int,
    length: int | None = None,
    instructor: Instructor | None = None,
) -> list[Slot]:
    """What `find_slots` finds, on ground that is kept while it does not change: for showing, never for deciding.

    `moment` was taken before anything was read. One query where the ground is known, two where there are limits.
    """
    before = _latest(offering, after=after, before=before, now=now)
    # Whole days, so that the minutes that pass do not ask for ever new ground.
    first, last = day_bounds(local_date(after, "UTC"), "UTC")[0], day_bounds(local_date(before, "UTC"), "UTC")[1]
    key = (offering.organization_id, offering.pk, instructor and instructor.pk, first, last)
    ground = _grounds.find(key, now=now)
    if ground is None:
        ground = read_ground(offering, after=first, before=last, instructor=instructor)
        _grounds.keep(key, ground, organization_id=offering.organization_id, moment=moment)
    after = max(after, now + timedelta(hours=offering.notice_hours))
    return _slots_on(ground, offering=offering, after=after, before=before, now=now, length=length)


def read_ground(offering: Offering, *, after: datetime, before: datetime, instructor: Instructor | None) -> Ground:
    """The ground for starts within [after, before); the number of queries does not depend on how many people."""
    teams = teams_of(offering, instructor=instructor)
    return Ground(teams, _working(offering, teams=teams, after=after, before=before) if teams else {})


def _slots_on(
    ground: Ground, *, offering: Offering, after: datetime, before: datetime, now: datetime, length: int | None
) -> list[Slot]:
    length = _checked_length(offering, length=length)
    teams, working = ground.teams, ground.working
    if after >= before or not teams:
        return []
    owners = {owner.pk: owner for team in teams for owner in team.owners}.values()
    busy = busy_ranges(owners, after=after - _BUSY_MARGIN, before=before + _BUSY_MARGIN, now=now)
    counted = _counted(teams, working=working, after=after, before=before, now=now)
    slots = []
    for team in teams:
        lead = team.instructors[0]
        if lead.pk in working:
            starts = _starts(
                offering,
                team=team,
                working=working[lead.pk],
                length=length,
                bounds=(after, before),
                busy=[span for owner in team.owners for span in busy[owner.pk]],
                taken=counted.get(lead.pk, ()),
                now=now,
            )
            slots += [_slot(start, length=length, team=team) for start in starts]
    return sorted(slots, key=lambda slot: slot.start)


def _latest(offering: Offering, *, after: datetime, before: datetime, now: datetime) -> datetime:
    """The end of the range within the booking window. Raises Invalid for a range that is too long."""
    if before - after > timedelta(days=settings.SLOT_RANGE_DAYS + 1):
        raise Invalid(f"Ask for at most {settings.SLOT_RANGE_DAYS} days.", fields={"to": ["too far from the start"]})
    return min(before, now + timedelta(days=offering.window_days))


def _checked_length(offering: Offering, *, length: int | None) -> int:
    if kinds.get(offering.kind).books != "slots":
        raise Invalid("This is booked by its dates.", fields={"offering": ["has sessions and no free times"]})
    if length is None:
        return offering.length
    allowed = {*offering.lengths, *(v.length for v in offering.variants.all() if v.length)}
    if length not in allowed:
        raise Invalid(fields={"length": [f"one of {', '.join(map(str, sorted(allowed)))} minutes"]})
    return length


def teams_of(offering: Offering, *, instructor: Instructor | None) -> list[Team]:
    """Who could hold a session: all facilitators together, or each alone where any one will do."""
    people = [person for person in facilitators_of(offering) if person.is_active]
    if instructor is not None and instructor not in people:
        return []
    known = owners_of(people)
    rooms = tuple(room.owner for room in rooms_of(offering))
    if offering.staffing == Staffing.ANY:
        chosen = [[person] for person in people if instructor in (None, person)]
    else:
        chosen = [people] if people else []
    return [
        Team(tuple(team), tuple(known[person.pk] for person in team) + rooms)
        for team in chosen
        if all(person.pk in known for person in team)
    ]


def _working(offering: Offering, *, teams: Sequence[Team], after: datetime, before: datetime) -> dict[int, Working]:
    venue = venue_of(offering)
    return working_of(
        [team.instructors[0] for team in teams],
        first=local_date(after - timedelta(days=3), "UTC"),
        last=local_date(before + timedelta(days=3), "UTC"),
        country=offering.organization.country,
        place=venue.place.slug if venue and venue.place else "",
    )


def _counted(
    teams: Sequence[Team], *, working: dict[int, Working], after: datetime, before: datetime, now: datetime
) -> dict[int, list[int]]:
    """Starts that count for limits, by the lead's id; no query when nobody has limits."""
    limited = {
        team.owners[0].pk: team.instructors[0].pk
        for team in teams
        if (found := working.get(team.instructors[0].pk)) and (found.schedule.per_day or found.schedule.per_week)
    }
    if not limited:
        return {}
    owners = [team.owners[0] for team in teams if team.owners[0].pk in limited]
    starts = counted_starts(owners, after=after - _LIMIT_MARGIN, before=before + _LIMIT_MARGIN, now=now)
    return {limited[owner_id]: found for owner_id, found in starts.items()}


def _starts(
    offering: Offering,
    *,
    team: Team,
    working: Working,
    length: int,
    bounds: tuple[datetime, datetime],
    busy: list[tuple[int, int]],
    taken: Sequence[int],
    now: datetime,
) -> list[int]:
    schedule = working.schedule
    if not schedule.firm or schedule.approval_for_strangers:
        return []
    rules = SlotRules(
        length=length,
        step=offering.slot_step,
        buffer_before=max(offering.buffer_before, *(owner.buffer_before for owner in team.owners)),
        buffer_after=max(offering.buffer_after, *(owner.buffer_after for owner in team.owners)),
        per_day=schedule.per_day,
        per_week=schedule.per_week,
    )
    after = max(bounds[0], now + timedelta(hours=schedule.firm_notice_hours))
    return free_starts(working.hours, rules, after=_ceil(after), before=_ceil(bounds[1]), busy=busy, taken=taken)


def _ceil(instant: datetime) -> int:
    """Whole seconds, rounded up, so that `after` is never undercut."""
    return -int(-instant.timestamp() // 1)


def _slot(start: int, *, length: int, team: Team) -> Slot:
    begins = datetime.fromtimestamp(start, UTC)
    return Slot(begins, begins + timedelta(minutes=length), team.instructors)
