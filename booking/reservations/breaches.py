"""What stands against a time that somebody wants whatever is offered: rules, and who is taken (SCH-10, BKG-4).

Rules may be gone over by whoever works here; time that is taken may not. Both are read from what the slot function goes
by, so they agree with what is offered.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.availability.rules import is_within
from booking.availability.rules.causes import Cause, causes_of, declared_grid
from booking.calendars.models import Owner
from booking.calendars.selectors import NO_SOURCES, Sources
from booking.calendars.services import Occupation, entry_for
from booking.offerings.models import Offering
from booking.reservations.ground import MOMENT, Ground, Team
from booking.reservations.obstacles import Obstacle, met_by
from booking.reservations.slots import occupied_on, slots_on
from booking.reservations.starts import Question, in_seconds, rules_of, units_at
from booking.reservations.why import Trace, in_words, trace_team
from booking.scheduling.services.occupation import SOURCE


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing against a time, in words; nobody goes over what is final."""

    text: str
    is_final: bool = False


def best_team(
    offering: Offering,
    *,
    ground: Ground,
    start: datetime,
    length: int,
    prefer: Collection[int] = (),
    without: Sources = NO_SOURCES,
    now: datetime,
) -> tuple[Team | None, list[Breach]]:
    """Who would hold a session then, one of `prefer` (ids) if they can, and what stands against it.

    Where nobody can, what is final is said of all. None where nobody holds the offering.
    """
    asked = {"ground": ground, "start": start, "length": length, "without": without, "now": now}
    teams = sorted(ground.teams, key=lambda team: team.instructors[0].pk not in prefer)
    found = [(team, breaches_of(offering, team, **asked)) for team in teams]
    able = next((each for each in found if not any(breach.is_final for breach in each[1])), None)
    if able:
        return able
    final = [breach for _team, breaches in found for breach in breaches if breach.is_final]
    return (teams[0] if teams else None), list(dict.fromkeys(final))


def breaches_of(
    offering: Offering,
    team: Team,
    *,
    ground: Ground,
    start: datetime,
    length: int,
    without: Sources = NO_SOURCES,
    now: datetime,
) -> list[Breach]:
    """All that stands against a start of this team now, on ground that was read around it; `length` in minutes.

    What comes from `without` is in nobody's way and counts for no limit.
    """
    lead = team.instructors[0]
    if lead.pk not in ground.working:
        return [Breach(f"{lead.name} has no hours.")]
    trace = trace_team(
        ground,
        team,
        offering=offering,
        bounds=(start, start + MOMENT),
        until=now + timedelta(days=offering.window_days),
        now=now,
        length=length,
        without=without,
    )
    return list(_breaches(trace, start=start, lead=lead.name))


def units_for(
    offering: Offering,
    team: Team,
    *,
    ground: Ground,
    start: datetime,
    length: int,
    without: Sources = NO_SOURCES,
    now: datetime,
) -> tuple[Owner, ...]:
    """A unit of each shared room of the team for a start that nothing final stands against."""
    working = ground.working.get(team.instructors[0].pk)
    if working is None:
        return tuple(units[0] for units in team.shared)
    span = {"after": start, "before": start + MOMENT, "now": now}
    busy, _counted = occupied_on(ground, offering=offering, length=length, without=without, **span)
    question = Question(offering, length, in_seconds(start), in_seconds(start + MOMENT), in_seconds(now))
    return units_at(in_seconds(start), team, rules_of(team, question, working=working), busy=busy)


def approvals_of(
    offering: Offering, *, ground: Ground, start: datetime, length: int, without: Sources = NO_SOURCES, now: datetime
) -> list[str]:
    """Why a start that is offered would have to be approved, in words; nothing where it is firm or not offered."""
    span = {"after": start, "before": start + MOMENT, "length": length, "without": without, "now": now}
    slots = slots_on(ground, offering=offering, **span).slots
    return [] if any(slot.is_firm for slot in slots) else list(dict.fromkeys(slot.reason for slot in slots))


def _breaches(trace: Trace, *, start: datetime, lead: str) -> Iterator[Breach]:
    at, rules = in_seconds(start), rules_of(trace.team, trace.question, working=trace.working)
    is_open = any(opens <= at < closes for opens, closes in trace.found.windows)
    if not is_open:
        grid = declared_grid(trace.working.declared, trace.working.wish, rules, after=at, before=at + 1)
        said = dict.fromkeys(filter(None, grid.get(at, ())))
        yield from map(Breach, said or [f"It is outside of the hours of {lead}."])
    span = {"after": max(trace.first, trace.question.after), "before": trace.question.before, "busy": trace.busy}
    if is_within(at, trace.shut):
        yield Breach("All of a room or piece of equipment that it needs is in use then.", is_final=True)
    for cause in causes_of(at, trace.found, rules, **span):
        if cause == Cause.BUSY:
            yield from (
                Breach(each.describe(at, rules, timezone=trace.working.hours.timezone), _is_final(each, trace, start))
                for each in met_by(at, rules, obstacles=trace.obstacles)
                if each.entry.owner in trace.team.owners
            )
        elif is_open or cause != Cause.CLOSING:
            yield from (Breach(reason.text) for reason in in_words(cause, at, trace=trace))


def _is_final(obstacle: Obstacle, trace: Trace, start: datetime) -> bool:
    """Whether the database would refuse it: with the buffers of its own calendar, and without ways."""
    entry, offering = obstacle.entry, trace.question.offering
    wanted = entry_for(
        Occupation(
            owner=entry.owner,
            source_kind=SOURCE,
            source_id=0,
            start=start,
            end=start + timedelta(minutes=trace.question.length),
            buffer_before=offering.buffer_before,
            buffer_after=offering.buffer_after,
        )
    )
    return not entry.is_tentative and entry.starts_at < wanted.ends_at and wanted.starts_at < entry.ends_at
