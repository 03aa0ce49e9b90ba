"""What a person has declared: weekly hours with exceptions, and the rules of the thing that is sold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MINUTES_PER_DAY = 1440


@dataclass(frozen=True, slots=True)
class Window:
    """Open hours of one weekday, in minutes of wall clock after local midnight.

    `weekday` counts from Monday = 0. `end` is above 1440 when the hours cross midnight: 22:00-02:00 is 1320 to 1560.
    Raises ValueError for a weekday outside 0..6 or an edge outside its day (start) or the day after (end).
    """

    weekday: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not one of 0 (Monday) to 6 (Sunday)")
        _check_edges(self.start, self.end)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours of one person in the IANA zone `timezone`.

    `exceptions` replaces all windows that start on a local day by (start, end) pairs in minutes, () closes the day.
    `closed_days` are public holidays; an exception for the same day wins. Hours that cross midnight belong to the day
    they start on, so closing a day leaves the tail of the evening before. Raises ValueError as `Window` does.
    """

    timezone: str
    weekly: tuple[Window, ...]
    exceptions: Mapping[date, tuple[tuple[int, int], ...]]
    closed_days: frozenset[date]

    def __post_init__(self) -> None:
        for windows in self.exceptions.values():
            for start, end in windows:
                _check_edges(start, end)


@dataclass(frozen=True, slots=True)
class SlotRules:
    """How one thing is sold; all durations in minutes.

    `buffer_before` and `buffer_after` are the candidate's own, because busy ranges already carry theirs. `per_day` and
    `per_week` are the most sessions of the person in a local day and in an ISO 8601 week (Monday to Sunday, local);
    None is no limit. Raises ValueError for a length or step below 1 or a negative buffer.
    """

    length: int
    step: int
    buffer_before: int = 0
    buffer_after: int = 0
    per_day: int | None = None
    per_week: int | None = None

    def __post_init__(self) -> None:
        if self.length < 1 or self.step < 1:
            raise ValueError(f"length {self.length} and step {self.step} must be at least one minute")
        if self.buffer_before < 0 or self.buffer_after < 0:
            raise ValueError(f"buffers {self.buffer_before} and {self.buffer_after} must not be negative")


def _check_edges(start: int, end: int) -> None:
    if not 0 <= start <= MINUTES_PER_DAY or not 0 <= end <= 2 * MINUTES_PER_DAY:
        raise ValueError(f"hours from minute {start} to {end} leave 0..1440 (start) or 0..2880 (end)")
