"""When one team could begin: the slot function with what binds its lead, and what becomes of each free start."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from booking.availability.rules import (
    Mode,
    SlotRules,
    Terms,
    decide,
    earliest,
    firm_from,
    free_starts,
    is_within,
    outside,
    shut_stretches,
)
from booking.availability.selectors import Working
from booking.calendars.models import Owner
from booking.calendars.selectors import Occupied
from booking.offerings.models import Offering
from booking.reservations.ground import Team

Wishes = Mapping[int, Sequence[tuple[int, int]]]
NO_WISHES: Wishes = MappingProxyType({})
ASKED_FOR = "Somebody has asked for this time already."


@dataclass(frozen=True, slots=True)
class Question:
    """Starts within [after, before) are asked for, in epoch seconds; `length` is minutes."""

    offering: Offering
    length: int
    after: int
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Starts:
    """`on_request` are starts that somebody has to approve, each with the reason in words."""

    firm: Sequence[int]
    on_request: Sequence[tuple[int, str]]


def starts_of(
    team: Team, question: Question, *, working: Working, busy: Occupied[tuple[int, int]], counted: Occupied[int]
) -> Starts:
    """What can be booked with this team: firmly, or on request, by rule or because it meets what is asked for."""
    rules, terms = rules_of(team, question, working=working), terms_of(question, working=working)
    spans, lead = busy_of(team, busy), team.owners[0].pk
    taken = counted.by_owner.get(lead, [])
    window = {"after": first_of(question, terms=terms), "before": question.before}
    offered = free_starts(working.hours, rules, **window, busy=spans, taken=taken)
    offered = outside(offered, shut_of(team, rules, busy=busy))
    sure_from = firm_from(terms, relation=working.relation, now=question.now)
    if sure_from is None:
        return Starts([], list(_explained(offered, question, terms=terms, working=working)))
    firm, wished = offered, [span for owner in team.owners for span in busy.tentative.get(owner.pk, ())]
    counted_wishes = counted.tentative.get(lead, [])
    wished_units = any(busy.tentative.get(owner.pk) for units in team.shared for owner in units)
    if wished or wished_units or counted_wishes or working.firm_hours is not None:
        taken = taken + counted_wishes
        hours = working.hours if working.firm_hours is None else working.firm_hours
        firm = free_starts(hours, rules, **window, busy=spans + wished, taken=taken)
        firm = outside(firm, shut_of(team, rules, busy=busy, wishes=busy.tentative))
    firm = firm[bisect_left(firm, sure_from) :]
    if len(firm) == len(offered):
        return Starts(firm, [])
    known = set(firm)
    asked = [start for start in offered if start not in known]
    return Starts(firm, list(_explained(asked, question, terms=terms, working=working)))


def _explained(
    starts: Sequence[int], question: Question, *, terms: Terms, working: Working
) -> Iterator[tuple[int, str]]:
    relation, now = working.relation, question.now
    in_firm_hours = _in_firm_hours(starts, question, working=working)
    for start in starts:
        mode = Mode.FIRM if start in in_firm_hours else Mode.REQUEST
        yield start, decide(terms, relation=relation, start=start, now=now, hours=mode).reason or ASKED_FOR


def _in_firm_hours(starts: Sequence[int], question: Question, *, working: Working) -> frozenset[int]:
    if working.firm_hours is None:
        return frozenset(starts)
    rules = SlotRules(question.length, question.offering.slot_step)
    return frozenset(free_starts(working.firm_hours, rules, after=question.after, before=question.before, busy=()))


def busy_of(team: Team, busy: Occupied[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is in the way of anybody and any room of the team."""
    return [span for owner in team.owners for span in busy.by_owner[owner.pk]]


def shut_of(
    team: Team, rules: SlotRules, *, busy: Occupied[tuple[int, int]], wishes: Wishes = NO_WISHES
) -> list[tuple[int, int]]:
    """When no unit of some shared room is free for a whole session; `wishes` are in the way too, if given."""
    return [
        stretch
        for units in team.shared
        for stretch in shut_stretches([_spans(unit, busy, wishes) for unit in units], rules)
    ]


def units_at(start: int, team: Team, rules: SlotRules, *, busy: Occupied[tuple[int, int]]) -> tuple[Owner, ...]:
    """A unit of each shared room that is free for a session at `start`, one that nobody asks for if there is one."""

    def is_free(unit: Owner, wishes: Wishes) -> bool:
        return not is_within(start, shut_stretches([_spans(unit, busy, wishes)], rules))

    return tuple(
        next(unit for wishes in (busy.tentative, NO_WISHES) for unit in units if is_free(unit, wishes))
        for units in team.shared
    )


def _spans(unit: Owner, busy: Occupied[tuple[int, int]], wishes: Wishes) -> list[tuple[int, int]]:
    return [*busy.by_owner[unit.pk], *wishes.get(unit.pk, ())]


def first_of(question: Question, *, terms: Terms) -> int:
    """From when on starts are asked for and far enough away."""
    return max(question.after, earliest(terms, now=question.now))


def terms_of(question: Question, *, working: Working) -> Terms:
    """The lead's terms; an offering that wants approval for every booking is never firm."""
    return replace(working.terms, firm=False) if question.offering.approval else working.terms


def rules_of(team: Team, question: Question, *, working: Working) -> SlotRules:
    """How the offering is sold with this team: the longest buffers of all, the lead's limits."""
    offering = question.offering
    return SlotRules(
        length=question.length,
        step=offering.slot_step,
        buffer_before=max(offering.buffer_before, *(owner.buffer_before for owner in team.everybody)),
        buffer_after=max(offering.buffer_after, *(owner.buffer_after for owner in team.everybody)),
        per_day=working.terms.per_day,
        per_week=working.terms.per_week,
    )


def in_seconds(instant: datetime) -> int:
    """Whole seconds, rounded up, so that `after` is never undercut."""
    return -int(-instant.timestamp() // 1)
