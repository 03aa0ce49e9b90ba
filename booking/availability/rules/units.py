"""Several of one kind, of which a session needs any one for all of its time: microphones, halves of a hall."""

from bisect import bisect_left
from collections.abc import Sequence

from .hours import SlotRules
from .ranges import merge

Ranges = Sequence[tuple[int, int]]


def shut_stretches(units: Sequence[Ranges], rules: SlotRules) -> list[tuple[int, int]]:
    """Instants [first, last) at which no session may start: each unit is busy at some time of it or its buffers.

    `units` are the busy ranges of each, in any order. What one unit could begin and another end counts as taken:
    nobody changes the microphone in the middle.
    """
    lead, tail = rules.buffer_before * 60, (rules.length + rules.buffer_after) * 60
    shut: list[tuple[int, int]] | None = None
    for busy in units:
        own = merge((start - tail + 1, end + lead) for start, end in busy if start < end)
        shut = own if shut is None else _common(shut, own)
    return shut or []


def outside(starts: Sequence[int], stretches: Ranges) -> list[int]:
    """The sorted starts that lie in none of the stretches."""
    kept = list(starts)
    for first, last in stretches:
        del kept[bisect_left(kept, first) : bisect_left(kept, last)]
    return kept


def is_within(start: int, stretches: Ranges) -> bool:
    return any(first <= start < last for first, last in stretches)


def _common(ours: Ranges, theirs: Ranges) -> list[tuple[int, int]]:
    """What lies in both; each sorted and without overlaps."""
    found, left, right = [], 0, 0
    while left < len(ours) and right < len(theirs):
        first, last = max(ours[left][0], theirs[right][0]), min(ours[left][1], theirs[right][1])
        if first < last:
            found.append((first, last))
        if ours[left][1] < theirs[right][1]:
            left += 1
        else:
            right += 1
    return found
