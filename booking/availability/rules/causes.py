"""Why the slot function leaves a start out, read from what it went by (SCH-10)."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from booking.availability.rules.conditions import DeclaredHours, Wish
from booking.availability.rules.hours import SlotRules, WorkingHours
from booking.availability.rules.ranges import merge
from booking.availability.rules.slots import Sweep, sweep

Busy = Sequence[tuple[int, int]]


class Cause(StrEnum):
    """What removed a start."""

    HOURS = "hours"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSING = "closing"
    BUSY = "busy"
    PER_DAY = "per_day"
    PER_WEEK = "per_week"


def grid_of(hours: WorkingHours, rules: SlotRules, *, after: int, before: int) -> set[int]:
    """Every start within [after, before) that the windows' grids have, whether a session fits or not."""
    windows = sweep(hours, rules, after=after, before=before, busy=()).windows
    step = rules.step * 60
    return {start for opens, closes in windows for start in range(opens, closes, step) if after <= start < before}


def causes_of(start: int, found: Sweep, rules: SlotRules, *, after: int, before: int, busy: Busy) -> Iterator[Cause]:
    """All that stands against a start on the grid of open hours; nothing for one that is offered.

    `found` is the sweep over [after, before) with these rules and busy times.
    """
    if start < after:
        yield Cause.TOO_SOON
    if start >= before:
        yield Cause.TOO_FAR
    if not any(opens <= start and start + rules.length * 60 <= closes for opens, closes in merge(found.windows)):
        yield Cause.CLOSING
    if in_the_way(start, rules, busy=busy):
        yield Cause.BUSY
    yield from sorted({Cause(stretch.limit) for stretch in found.full if stretch.first <= start < stretch.last})


def in_the_way(start: int, rules: SlotRules, *, busy: Busy) -> list[tuple[int, int]]:
    """The busy times that a session and its buffers would meet."""
    begins, ends = start - rules.buffer_before * 60, start + (rules.length + rules.buffer_after) * 60
    return [span for span in busy if span[0] < span[1] and span[0] < ends and begins < span[1]]


def declared_grid(
    declared: DeclaredHours, wish: Wish, rules: SlotRules, *, after: int, before: int
) -> dict[int, list[str]]:
    """Every start that any declared hours have, and why each of those hours does not hold; empty where it does."""
    reasons: dict[int, list[str]] = {}
    for hours, reason in _parts(declared, wish):
        for start in grid_of(hours, rules, after=after, before=before):
            reasons.setdefault(start, []).append(reason)
    return reasons


def _parts(declared: DeclaredHours, wish: Wish) -> Iterator[tuple[WorkingHours, str]]:
    """Each declared window by itself: as it is every week, on days with other hours, and on public holidays."""
    zone, others = declared.timezone, dict.fromkeys(declared.exceptions, ())
    for window, conditions in declared.weekly:
        usual = WorkingHours(zone, (window,), others, frozenset(declared.closed_days))
        yield usual, conditions.refusal(wish)
        for day in others:
            if day.weekday() == window.weekday:
                yield _only_on(day, window.start, window.end, zone), f"Other hours hold on {day:%-d %B %Y}."
        for day, name in declared.closed_days.items():
            if day.weekday() == window.weekday and day not in others:
                yield _only_on(day, window.start, window.end, zone), f"Public holiday: {name}."
    for day, hours in declared.exceptions.items():
        for start, end, conditions in hours:
            yield _only_on(day, start, end, zone), conditions.refusal(wish)


def _only_on(day: date, start: int, end: int, zone: str) -> WorkingHours:
    return WorkingHours(zone, (), {day: ((start, end),)}, frozenset())
