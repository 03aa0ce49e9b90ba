"""What a process knows of the changes noted so far."""

import time
from dataclasses import dataclass
from threading import Lock

from django.db import connection

from booking.core.changes.topics import Topic

# Notes are kept for a day on PostgreSQL (see tasks); whoever has not asked for so long may have missed some.
_LONGEST_BREAK_SECONDS = 3600

# A change counts as new unless the snapshot that was taken last could see it: numbers alone would not do, because a
# transaction may commit long after it was given its number.
_SINCE_SNAPSHOT = """
SELECT pg_current_snapshot()::text, audience, topic FROM (SELECT 1) AS once LEFT JOIN core_change
ON number >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint
AND NOT pg_visible_in_snapshot(number::text::xid8, %s::pg_snapshot)
"""
# The row that was the last then is among them, unless the database was emptied or put back meanwhile.
_SINCE_NUMBER = "SELECT number, audience, topic FROM core_change WHERE number >= %s"


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look at the notes found; `seen` is where the next one begins."""

    seen: str | int
    changed: frozenset[tuple[int, int]]
    is_gap: bool


class Versions:
    """When what changed, for all threads of a process. Moments are counted in changes seen."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: str | int | None = None
        self._looked_at = 0.0
        self._moment = 0
        self._gap_at = 0
        self._changed_at: dict[tuple[int, int], int] = {}

    def look(self) -> int:
        """Take in what was noted since the last look, by one query.

        Returns the moment: whatever is read from now on is at least as new.
        """
        with self._lock:
            seen = self._seen
            is_late = time.monotonic() - self._looked_at > _LONGEST_BREAK_SECONDS
        looked_at = time.monotonic()
        look = _look_on_sqlite(seen) if connection.vendor == "sqlite" else _look_on_postgresql(seen)
        with self._lock:
            if look.changed or look.is_gap or is_late:
                self._moment += 1
                self._changed_at.update(dict.fromkeys(look.changed, self._moment))
            if look.is_gap or is_late:
                self._gap_at = self._moment
            self._seen, self._looked_at = look.seen, looked_at
            return self._moment

    def forget(self) -> None:
        """Take the next look for the first one: all that was kept before is held to be old."""
        with self._lock:
            self._seen = None

    def hold(self, moment: int, *, organization_id: int, topics: tuple[Topic, ...]) -> bool:
        """Whether nothing of these topics has been seen to change since a moment."""
        with self._lock:
            changed = [self._changed_at.get((organization_id, topic), 0) for topic in topics]
            return moment >= max(self._gap_at, self._changed_at.get((0, Topic.CATALOGUE), 0), *changed)


def _look_on_sqlite(seen: int | None) -> _Look:
    with connection.cursor() as cursor:
        cursor.execute(_SINCE_NUMBER, [seen or 0])
        rows = cursor.fetchall()
    if seen and not rows:
        return _look_on_sqlite(None)
    changed = frozenset((audience, topic) for number, audience, topic in rows if number != seen)
    return _Look(max((number for number, _, _ in rows), default=0), changed, is_gap=seen is None)


def _look_on_postgresql(seen: str | None) -> _Look:
    with connection.cursor() as cursor:
        if seen is None:
            cursor.execute("SELECT pg_current_snapshot()::text")
            return _Look(cursor.fetchone()[0], frozenset(), is_gap=True)
        cursor.execute(_SINCE_SNAPSHOT, [seen, seen])
        rows = cursor.fetchall()
    snapshot = rows[0][0]
    # Another server has answered, one that was put back from a copy.
    is_gap = int(snapshot.split(":")[1]) < int(seen.split(":")[1])
    changed = frozenset((audience, topic) for _, audience, topic in rows if audience is not None)
    return _Look(snapshot, changed, is_gap)


def forget_old_notes() -> None:
    """Delete what every process has long seen, by the clock that wrote it; on SQLite notes are not added up."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM core_change WHERE noted_at < now() - interval '1 day'")


versions = Versions()
