"""Why a time is not offered (SCH-10): the slot function on the same ground, with what it went by put into words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from booking.availability.rules import Sweep, is_within, sweep
from booking.availability.rules.causes import Cause, causes_of, declared_grid, grid_of
from booking.availability.selectors import Working
from booking.calendars.selectors import NO_SOURCES, Occupied, Sources
from booking.core.errors import Invalid
from booking.core.timezones import day_bounds
from booking.offerings.models import Offering
from booking.offerings.selectors import facilitators_of
from booking.people.models import Instructor
from booking.people.states import Relation
from booking.people.viewers import STRANGER, Viewer
from booking.reservations.ground import Ground, Team, read_ground
from booking.reservations.obstacles import Obstacle, met_by, obstacles_on
from booking.reservations.slots import Slot, checked_length, latest_start, occupied_on, slots_on
from booking.reservations.starts import Question, busy_of, first_of, in_seconds, rules_of, shut_of, terms_of

_NOBODY = "Nobody can hold this: no facilitator has hours, or the calendar is not for this viewer."


@dataclass(frozen=True, slots=True)
class Reason:
    """What removed a start: a stable word and a sentence."""

    cause: Cause
    text: str


@dataclass(frozen=True, slots=True)
class RemovedStart:
    start: datetime
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """All starts of a local day on the grids of the lead's hours: those offered, and those removed with reasons.

    `note` says why there is no grid at all.
    """

    timezone: str
    offered: list[Slot] = field(default_factory=list)
    removed: list[RemovedStart] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One team's sweep, and all that it was given; `first` is from when on starts are far enough away."""

    question: Question
    team: Team
    working: Working
    found: Sweep
    busy: list[tuple[int, int]]
    shut: list[tuple[int, int]]
    first: int
    obstacles: list[Obstacle]


def facilitator_named(offering: Offering, *, slug: str | None) -> Instructor:
    """Of whom a day is explained: the first facilitator unless one is named. Raises Invalid for anybody else."""
    people = facilitators_of(offering)
    for person in people:
        if slug in (None, person.slug):
            return person
    known = ", ".join(person.slug for person in people) or "nobody, for it has no facilitators"
    raise Invalid(fields={"instructor": [f"One of: {known}."]})


def viewer_of(instructor: Instructor, *, relation: str | None) -> Viewer:
    """Somebody of that relation to the instructor; a stranger unless told otherwise."""
    return Viewer(((instructor.pk, Relation(relation)),)) if relation else STRANGER


def explain_day(
    offering: Offering,
    *,
    instructor: Instructor,
    day: date,
    now: datetime,
    length: int | None = None,
    viewer: Viewer = STRANGER,
) -> ExplainedDay:
    """Every start of a day in the instructor's zone, as `viewer` would be shown it. `length` is minutes.

    Raises Invalid as `find_slots` does.
    """
    length = checked_length(offering, length=length)
    after, before = day_bounds(day, instructor.timezone)
    ground = read_ground(offering, after=after, before=before, instructor=instructor, viewer=viewer)
    lead = ground.teams[0].instructors[0] if ground.teams else instructor
    if lead.pk not in ground.working:
        return ExplainedDay(instructor.timezone, note=_NOBODY)
    until = latest_start(offering, after=after, before=before, now=now)
    shown = slots_on(ground, offering=offering, after=after, before=until, now=now, length=length)
    trace = trace_team(
        ground, ground.teams[0], offering=offering, bounds=(after, before), until=until, now=now, length=length
    )
    offered = {in_seconds(slot.start) for slot in shown.slots}
    removed = [
        RemovedStart(datetime.fromtimestamp(start, UTC), tuple(reasons))
        for start, reasons in sorted(_removed(trace, offered, after=in_seconds(after), before=in_seconds(before)))
    ]
    return ExplainedDay(instructor.timezone, shown.slots, removed)


def trace_team(
    ground: Ground,
    team: Team,
    *,
    offering: Offering,
    bounds: tuple[datetime, datetime],
    until: datetime,
    now: datetime,
    length: int,
    without: Sources = NO_SOURCES,
) -> Trace:
    """The same as `slots_on` does for a team whose lead has hours, step by step."""
    working = ground.working[team.instructors[0].pk]
    after = max(bounds[0], now + timedelta(hours=offering.notice_hours))
    question = Question(offering, length, in_seconds(after), in_seconds(until), in_seconds(now))
    occupied = {"offering": offering, "length": length, "after": bounds[0], "before": bounds[1], "now": now}
    busy, counted = occupied_on(ground, **occupied, without=without)
    rules = rules_of(team, question, working=working)
    first = first_of(question, terms=terms_of(question, working=working))
    given = {"busy": busy_of(team, busy), "taken": _taken(team, counted)}
    # Over the whole day, so that its windows are known even where all of it is too soon or too far.
    found = sweep(working.hours, rules, after=in_seconds(bounds[0]), before=in_seconds(bounds[1]), **given)
    obstacles = obstacles_on(ground, team, after=bounds[0], before=bounds[1], now=now, without=without)
    shut = shut_of(team, rules, busy=busy)
    return Trace(question, team, working, found, given["busy"], shut, first, obstacles)


def _taken(team: Team, counted: Occupied[int]) -> list[int]:
    return counted.by_owner.get(team.owners[0].pk, [])


def _removed(trace: Trace, offered: set[int], *, after: int, before: int) -> Iterator[tuple[int, list[Reason]]]:
    """Starts on any grid of the day that are not offered, with all that stands against each."""
    working, rules = trace.working, rules_of(trace.team, trace.question, working=trace.working)
    bounds = {"after": after, "before": before}
    declared = declared_grid(working.declared, working.wish, rules, **bounds)
    usable = grid_of(working.hours, rules, **bounds)
    for start in (declared.keys() | usable) - offered:
        if start not in usable:
            yield start, [Reason(Cause.HOURS, text) for text in dict.fromkeys(filter(None, declared[start]))]
            continue
        window = {"after": trace.first, "before": trace.question.before}
        causes = list(causes_of(start, trace.found, rules, **window, busy=trace.busy))
        if is_within(start, trace.shut) and Cause.BUSY not in causes:
            causes.append(Cause.BUSY)
        yield start, [reason for cause in causes for reason in in_words(cause, start, trace=trace)]


def in_words(cause: Cause, start: int, *, trace: Trace) -> Iterator[Reason]:
    """A cause in sentences; what is in the way has one for each that is."""
    question, terms = trace.question, trace.working.terms
    rules = rules_of(trace.team, question, working=trace.working)
    if cause == Cause.BUSY:
        own = {owner.pk for owner in trace.team.owners}
        # Of several units one that is taken is in nobody's way while another is free.
        felt = [each for each in trace.obstacles if each.entry.owner_id in own or is_within(start, trace.shut)]
        for obstacle in met_by(start, rules, obstacles=felt):
            yield Reason(cause, obstacle.describe(start, rules, timezone=trace.working.hours.timezone))
        return
    notice = max(question.offering.notice_hours, terms.notice_hours)
    texts = {
        Cause.TOO_SOON: "It has begun." if start <= question.now else f"Bookings need {notice} hours of notice.",
        Cause.TOO_FAR: f"Bookings open {question.offering.window_days} days ahead.",
        Cause.CLOSING: f"{question.length} minutes do not fit before the hours end.",
        Cause.PER_DAY: f"{rules.per_day} sessions a day are the limit.",
        Cause.PER_WEEK: f"{rules.per_week} sessions a week are the limit.",
    }
    yield Reason(cause, texts[cause])
