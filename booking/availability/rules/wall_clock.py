"""Wall clocks as integer arithmetic: the stretches of constant UTC offset of a zone, found once per zone and year.

`booking.core.timezones` says the same about datetimes; this is the fast form for sweeps over many days. Wall time is
counted in seconds since 1970-01-01T00:00 on the local clock, instants in seconds since 1970-01-01T00:00Z.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from math import inf

from booking.core.timezones import zone

DAY = 86_400
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class OffsetSpans:
    """The UTC offsets of a zone over some whole years.

    `changes[i]` is the instant at which `offsets[i]` seconds give way to `offsets[i + 1]`; `wall_changes[i]` is the
    wall time from which the new offset is used to read a wall clock. Outside its years it is not to be trusted.
    """

    changes: tuple[int, ...]
    offsets: tuple[int, ...]
    wall_changes: tuple[int, ...]

    def instant(self, wall: int) -> int:
        """The instant of a wall time. A missing one moves forward by the gap, a doubled one is the first (PEP 495,
        fold=0)."""
        return wall - self.offsets[bisect_right(self.wall_changes, wall)]

    def offset_from(self, wall: int) -> tuple[int, float]:
        """By which offset a wall time is read, and from which wall time on by another; infinity when by none."""
        index = bisect_right(self.wall_changes, wall)
        return self.offsets[index], self.wall_changes[index] if index < len(self.wall_changes) else inf

    def local_day(self, at: int) -> int:
        """The local date of an instant, in days since 1970-01-01."""
        return (at + self.offsets[bisect_right(self.changes, at)]) // DAY

    def instants_within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The ranges of instants whose wall time lies in [start, end): two when the clock goes back across an edge."""
        for index, offset in enumerate(self.offsets):
            first = start - offset
            last = end - offset
            if index > 0:
                first = max(first, self.changes[index - 1])
            if index < len(self.changes):
                last = min(last, self.changes[index])
            if first < last:
                yield first, last


def offset_spans(timezone: str, *, first_day: int, last_day: int) -> OffsetSpans:
    """The offsets of an IANA zone over the years of two days, given in days since 1970-01-01.

    Raises ValueError for an unknown zone and for days outside the years 2 to 9998.
    """
    first_year = date.fromordinal(first_day + EPOCH_ORDINAL).year
    last_year = date.fromordinal(last_day + EPOCH_ORDINAL).year
    if first_year < 2 or last_year > 9998:
        raise ValueError(f"the years {first_year} to {last_year} leave the calendar")
    return _spans_of_years(timezone, first_year, last_year)


def instant(day: date, minute: int, timezone: str) -> int:
    """The instant of a wall-clock minute after midnight of a local day; `minute` may pass 1440.

    Raises ValueError as `offset_spans` does.
    """
    number = day.toordinal() - EPOCH_ORDINAL
    wall = number * DAY + minute * 60
    return offset_spans(timezone, first_day=number - 1, last_day=wall // DAY + 1).instant(wall)


@lru_cache(maxsize=2048)
def _spans_of_years(timezone: str, first_year: int, last_year: int) -> OffsetSpans:
    offsets = [_offset_at((date(first_year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY, timezone)]
    changes: list[int] = []
    for year in range(first_year, last_year + 1):
        for at, offset in _changes_in_year(timezone, year):
            changes.append(at)
            offsets.append(offset)
    walls = (at + max(offsets[index], offsets[index + 1]) for index, at in enumerate(changes))
    return OffsetSpans(tuple(changes), tuple(offsets), tuple(walls))


@lru_cache(maxsize=8192)
def _changes_in_year(timezone: str, year: int) -> tuple[tuple[int, int], ...]:
    """Every (instant, new offset) of a year, by looking once a day and halving the day of a change.

    zoneinfo keeps its transitions to itself, and no zone has had two of them within a day of each other since 1900.
    """
    start, end = ((date(edge, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY for edge in (year, year + 1))
    changes = []
    before = _offset_at(start, timezone)
    for probe in range(start + DAY, end + 1, DAY):
        after = _offset_at(probe, timezone)
        if after != before:
            changes.append((_first_instant_of(after, probe - DAY, probe, timezone), after))
            before = after
    return tuple(changes)


def _first_instant_of(offset: int, before: int, after: int, timezone: str) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        if _offset_at(middle, timezone) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset_at(at: int, timezone: str) -> int:
    offset = datetime.fromtimestamp(at, zone(timezone)).utcoffset()
    return int(offset.total_seconds())
