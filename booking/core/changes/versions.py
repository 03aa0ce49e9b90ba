"""What a process knows of the changes noted so far."""

import time
from threading import Lock

from django.db import connection

from booking.core.changes.looking import Note, look_since
from booking.core.changes.topics import ALL, Reads, Topic

# Notes are kept for a day on PostgreSQL (see tasks); whoever has not asked for so long may have missed some.
_LONGEST_BREAK_SECONDS = 3600


class Versions:
    """When what changed, for all threads of a process. Moments are counted in changes seen."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: str | int | None = None
        self._looked_at = 0.0
        self._moment = 0
        self._gap_at = 0
        self._changed_at: dict[Note, int] = {}
        # Whatever the subject.
        self._touched_at: dict[tuple[int, int], int] = {}

    def look(self) -> int:
        """Take in what was noted since the last look, by one query.

        Returns the moment: whatever is read from now on is at least as new.
        """
        with self._lock:
            seen = self._seen
            is_late = time.monotonic() - self._looked_at > _LONGEST_BREAK_SECONDS
        looked_at = time.monotonic()
        look = look_since(seen)
        with self._lock:
            if look.changed or look.is_gap or is_late:
                self._moment += 1
                self._changed_at.update(dict.fromkeys(look.changed, self._moment))
                self._touched_at.update({note[:2]: self._moment for note in look.changed})
            if look.is_gap or is_late:
                self._gap_at = self._moment
            self._seen, self._looked_at = look.seen, looked_at
            return self._moment

    def forget(self) -> None:
        """Take the next look for the first one: all that was kept before is held to be old."""
        with self._lock:
            self._seen = None

    def hold(self, moment: int, *, organization_id: int, reads: Reads) -> bool:
        """Whether nothing of what was read has been seen to change since a moment."""
        with self._lock:
            if moment < max(self._gap_at, self._touched_at.get((0, Topic.CATALOGUE), 0)):
                return False
            touched = {topic for topic in Topic if moment < self._touched_at.get((organization_id, topic), 0)}
            return not touched or not any(
                subject == ALL or moment < self._last_change((organization_id, topic), subject=subject)
                for topic, subject in reads
                if topic in touched
            )

    def _last_change(self, of: tuple[int, int], *, subject: int) -> int:
        return max(self._changed_at.get((*of, subject), 0), self._changed_at.get((*of, ALL), 0))


def forget_old_notes() -> None:
    """Delete what every process has long seen, by the clock that wrote it; on SQLite notes are not added up."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM core_change WHERE noted_at < now() - interval '1 day'")


versions = Versions()
