"""Half-open ranges of whole seconds."""

from collections.abc import Iterable
from operator import itemgetter


def merge(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same time as sorted ranges that neither touch nor overlap; empty and reversed ranges vanish."""
    merged: list[tuple[int, int]] = []
    opened = until = None
    # By start alone: cheaper than comparing pairs, and the order of ties does not matter.
    for start, end in sorted(ranges, key=itemgetter(0)):
        if start >= end:
            continue
        if until is None:
            opened, until = start, end
        elif start > until:
            merged.append((opened, until))
            opened, until = start, end
        elif end > until:
            until = end
    return merged if until is None else [*merged, (opened, until)]
