"""Keeping what was computed for as long as it holds, in the memory of the process."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakSet

from django.db import connection

from booking.core.changes.topics import EVERYTHING, Reads
from booking.core.changes.versions import versions

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Value]):
    """`moment` was taken before anything of it was read; `until` is when time itself changes it, None for never."""

    value: Value
    organization_id: int
    reads: Reads
    moment: int
    until: datetime | None
    size: int


_keepers: WeakSet["Keeper"] = WeakSet()


class Keeper(Generic[Value]):
    """The values used last, up to `most` units of size in all. `reads` is what they are computed from."""

    def __init__(self, *, most: int, reads: Reads = EVERYTHING):
        self._reads, self._most = reads, most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Kept[Value]] = OrderedDict()
        self._size = 0
        _keepers.add(self)

    def find(self, key: Hashable, *, now: datetime) -> Value | None:
        """What was kept, if nothing that has been seen to change and no clock has made it wrong."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
        if kept.until is not None and now >= kept.until:
            return None
        holds = versions.hold(kept.moment, organization_id=kept.organization_id, reads=kept.reads)
        return kept.value if holds else None

    def keep(
        self,
        key: Hashable,
        value: Value,
        *,
        organization_id: int,
        moment: int,
        until: datetime | None = None,
        reads: Reads | None = None,
        size: int = 1,
    ) -> None:
        """Keep it, unless a transaction is open: what that has written others must not see, and it may be undone.

        `reads` is what this one was computed from, where that is less than what they all are.
        """
        if connection.in_atomic_block or size > self._most // 8:
            return
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._size -= old.size
            self._kept[key] = _Kept(value, organization_id, reads or self._reads, moment, until, size)
            self._size += size
            while self._size > self._most:
                self._size -= self._kept.popitem(last=False)[1].size

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()
            self._size = 0


def forget_all() -> None:
    """For a process that is about to work with another database."""
    versions.forget()
    for keeper in _keepers:
        keeper.forget()
