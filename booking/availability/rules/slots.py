"""The slot function: open hours minus busy time, on a grid, under limits.

Busy time and open hours are each sorted once and swept with one pointer. Every gap between busy ranges is kept as the
first and last instant at which a session may start in it, so that buffers and length cost nothing inside the sweep
and the starts of a gap are one `range`.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from math import inf
from operator import itemgetter
from typing import NamedTuple

from .hours import SlotRules, WorkingHours
from .ranges import merge
from .wall_clock import DAY, EPOCH_ORDINAL, OffsetSpans, offset_spans

# Hours of a day end within two days of wall clock, a clock change moves them by a day at most (Pacific/Apia, 2011),
# and a local day starts within a day of the UTC day.
DAYS_BACK = 4
DAYS_AHEAD = 2
# From any day of an ISO week to its far end, and one for the zone.
WEEK_REACH = 8
# From how many busy ranges on, and from how many times over on, it pays to look at some of them first.
_CROWD, _OVER = 200, 8
_SOME, _FEW = 100, 16
_NOTHING = (0, 0)


class Full(NamedTuple):
    """Instants [first, last) in which a limit, "per_day" or "per_week", is reached."""

    limit: str
    first: float
    last: float


class Sweep(NamedTuple):
    """Free starts, the windows they were looked for in, and where limits took them away."""

    starts: list[int]
    windows: list[tuple[int, int]]
    full: list[Full]


def free_starts(
    hours: WorkingHours,
    rules: SlotRules,
    *,
    after: int,
    before: int,
    busy: Sequence[tuple[int, int]],
    taken: Sequence[int] = (),
) -> list[int]:
    """The sorted instants `s`, after <= s < before, at which a session of `rules.length` may start.

    All of [s, s + length) is open, [s - buffer_before, s + length + buffer_after) meets no range of `busy` (any order,
    overlaps allowed, empty ranges ignored, buffers may lie outside the hours), and the local day and ISO week of `s`
    hold fewer sessions of `taken` than the limits allow; give `taken` over whole local weeks. Instants are UTC seconds.

    Grid: each window offers its start plus k steps, in elapsed time, up to its own end, and busy time never moves it.
    Where windows touch or overlap, a session may run on into the next one; their grids are united, duplicates once.
    Raises ValueError for an unknown zone and for instants outside the years 2 to 9998.
    """
    return sweep(hours, rules, after=after, before=before, busy=busy, taken=taken).starts


def sweep(
    hours: WorkingHours,
    rules: SlotRules,
    *,
    after: int,
    before: int,
    busy: Sequence[tuple[int, int]],
    taken: Sequence[int] = (),
) -> Sweep:
    """`free_starts` with what it went by on its way, for whoever wants to know why a start is not among them."""
    if after >= before:
        return Sweep([], [], [])
    first_day, last_day = after // DAY, (before + rules.length * 60) // DAY
    spans = offset_spans(hours.timezone, first_day=first_day - WEEK_REACH - 1, last_day=last_day + WEEK_REACH + 1)
    windows = sorted(_windows_between(hours, spans, first_day=first_day - DAYS_BACK, last_day=last_day + DAYS_AHEAD))
    gaps = _gaps_between(busy, rules, after=after, before=before)
    starts = _starts_within(windows, gaps, rules, after=after, before=before)
    if rules.per_day is None and rules.per_week is None:
        return Sweep(starts, windows, [])
    nearby = [at for at in taken if after - WEEK_REACH * DAY <= at < before + WEEK_REACH * DAY]
    full = list(_full_stretches(rules, spans, taken=nearby))
    for stretch in full:
        del starts[bisect_left(starts, stretch.first) : bisect_left(starts, stretch.last)]
    return Sweep(starts, windows, full)


def is_free(
    hours: WorkingHours,
    rules: SlotRules,
    *,
    start: int,
    busy: Sequence[tuple[int, int]],
    taken: Sequence[int] = (),
) -> bool:
    """Whether `free_starts` offers exactly this instant; made for the check under the lock."""
    return bool(free_starts(hours, rules, after=start, before=start + 1, busy=busy, taken=taken))


def _windows_between(
    hours: WorkingHours, spans: OffsetSpans, *, first_day: int, last_day: int
) -> Iterator[tuple[int, int]]:
    weekly: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for window in hours.weekly:
        weekly[window.weekday].append((window.start, window.end))
    exceptions, closed = hours.exceptions, hours.closed_days
    offset, until = spans.offset_from(first_day * DAY)
    for number in range(first_day, last_day + 1):
        midnight = number * DAY
        if midnight >= until:
            offset, until = spans.offset_from(midnight)
        # 1970-01-01 was a Thursday.
        windows = weekly[(number + 3) % 7]
        if exceptions or closed:
            day = date.fromordinal(number + EPOCH_ORDINAL)
            windows = exceptions.get(day, () if day in closed else windows)
        for start, end in windows:
            opens, closes = midnight + start * 60, midnight + end * 60
            if closes < until and opens < closes:
                yield opens - offset, closes - offset
            elif (opens := spans.instant(opens)) < (closes := spans.instant(closes)):
                yield opens, closes


def _gaps_between(
    busy: Sequence[tuple[int, int]], rules: SlotRules, *, after: int, before: int
) -> list[tuple[int, int]]:
    """First and last start, both possible, of every gap that is long enough; the last gap reaches to `before`."""
    lead = rules.buffer_before * 60
    tail = (rules.length + rules.buffer_after) * 60
    gaps = []
    free_from = after - lead
    for start, end in sorted(_uncrowded(busy), key=itemgetter(0)):
        if end > free_from and end > start:
            if start - free_from >= lead + tail:
                gaps.append((free_from + lead, start - tail))
            free_from = end
    gaps.append((free_from + lead, before - 1))
    return gaps


def _uncrowded(busy: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """The same time by fewer ranges, where many overlap: what lies in a stretch that some of them make up goes.

    Sorting is most of the price of busy time, and the ranges of a team or of a crowded day say the same several times.
    """
    if len(busy) < _CROWD:
        return busy
    some = busy[:: len(busy) // _SOME]
    few = some[:_FEW]
    starts = [start for start, _ in few]
    if sum(end - start for start, end in few) * (len(busy) // _FEW) < _OVER * (max(starts) - min(starts)):
        return busy
    first, last = max(merge(some), key=_length, default=_NOTHING)
    return [(first, last), *[span for span in busy if span[0] < first or span[1] > last]]


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _starts_within(
    windows: list[tuple[int, int]],
    gaps: list[tuple[int, int]],
    rules: SlotRules,
    *,
    after: int,
    before: int,
) -> list[int]:
    length, step = rules.length * 60, rules.step * 60
    stretches = merge(windows)
    starts: list[int] = []
    stretch = gap = 0
    for opens, closes in windows:
        while stretches[stretch][1] <= opens:
            stretch += 1
        first = opens if opens > after else after
        last = stretches[stretch][1] - length
        if last >= closes:
            last = closes - 1
        if last >= before:
            last = before - 1
        if first > last:
            continue
        while gaps[gap][1] < first:
            gap += 1
        # Not beyond this gap yet: an overlapping window may come back to it.
        current = gap
        while current < len(gaps) and gaps[current][0] <= last:
            low, high = gaps[current]
            if low < first:
                low = first
            starts.extend(range(low + (opens - low) % step, (high if high < last else last) + 1, step))
            current += 1
    if len(stretches) < len(windows):
        return sorted(set(starts))
    return starts


def _full_stretches(rules: SlotRules, spans: OffsetSpans, *, taken: Sequence[int]) -> Iterator[Full]:
    """The local days and ISO weeks that are sold out; all time where a limit leaves nothing to sell."""
    for limit in ("per_day", "per_week"):
        most = getattr(rules, limit)
        if most is not None and most < 1:
            yield Full(limit, -inf, inf)
    for limit, full_from, full_to in _full_walls([spans.local_day(at) for at in taken], rules):
        for first, last in spans.instants_within(full_from, full_to):
            yield Full(limit, first, last)


def _full_walls(days: list[int], rules: SlotRules) -> Iterator[tuple[str, int, int]]:
    """The wall times of the local days and ISO weeks that are sold out, by the limit that is reached."""
    if rules.per_day is not None:
        for day, count in Counter(days).items():
            if count >= rules.per_day:
                yield "per_day", day * DAY, (day + 1) * DAY
    if rules.per_week is not None:
        # 1970-01-01 was a Thursday, three days into its week.
        for week, count in Counter((day + 3) // 7 for day in days).items():
            if count >= rules.per_week:
                yield "per_week", (week * 7 - 3) * DAY, (week * 7 + 4) * DAY
