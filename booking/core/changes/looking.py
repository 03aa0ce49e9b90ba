"""One look at the notes. It comes before every answer that is kept, so it takes the shortest way to the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakSet

from django.db import connection

# A change counts as new unless the snapshot that was taken last could see it: numbers alone would not do, because a
# transaction may commit long after it was given its number.
_SINCE_SNAPSHOT = """
SELECT pg_current_snapshot()::text, audience, topic, subject FROM (SELECT 1) AS once LEFT JOIN core_change
ON number >= pg_snapshot_xmin({0}::pg_snapshot)::text::bigint
AND NOT pg_visible_in_snapshot(number::text::xid8, {0}::pg_snapshot)
"""
# The row that was the last then is among them, unless the database was emptied or put back meanwhile.
_SINCE_NUMBER = "SELECT number, audience, topic, subject FROM core_change WHERE number >= {}"

# Connections that know the statement by its name, so that it is not planned for every look.
_NAME = b"almanac_look"
_prepared: WeakSet = WeakSet()

# Audience, topic and subject.
Note = tuple[int, int, int]
# A snapshot or number before them, or None for all three.
Row = tuple[str | int, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the notes found; `seen` is where the next one begins."""

    seen: str | int
    changed: frozenset[Note]
    is_gap: bool


def look_since(seen: str | int | None) -> Look:
    """What was noted since a look saw what it saw; None for the first look."""
    return _look_on_sqlite(seen) if connection.vendor == "sqlite" else _look_on_postgresql(seen)


def _look_on_sqlite(seen: int | None) -> Look:
    rows = _rows_of_file(seen or 0)
    if seen and not rows:
        return _look_on_sqlite(None)
    changed = frozenset(tuple(note) for number, *note in rows if number != seen)
    return Look(max((row[0] for row in rows), default=0), changed, is_gap=seen is None)


def _look_on_postgresql(seen: str | None) -> Look:
    if seen is None:
        [(snapshot,)] = _rows("SELECT pg_current_snapshot()::text", {})
        return Look(snapshot, frozenset(), is_gap=True)
    rows = _rows_by_name(seen) or _rows(_SINCE_SNAPSHOT.format("%(seen)s"), {"seen": seen})
    snapshot = rows[0][0]
    # Another server has answered, one that was put back from a copy.
    is_gap = int(snapshot.split(":")[1]) < int(seen.split(":")[1])
    changed = frozenset(tuple(note) for _, *note in rows if note[0] is not None)
    return Look(snapshot, changed, is_gap)


def _rows_of_file(seen: int) -> Sequence[Row]:
    if _is_watched():
        return _rows(_SINCE_NUMBER.format("%(seen)s"), {"seen": seen})
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection.connection.execute(_SINCE_NUMBER.format("?"), (seen,)).fetchall()


def _rows_by_name(seen: str) -> Sequence[Row]:
    """Nothing where it has to go the ordinary way: within a transaction, and where that will say what is wrong."""
    if connection.in_atomic_block or _is_watched():
        return []
    connection.ensure_connection()
    opened = connection.connection
    if opened.closed:
        return []
    with connection.wrap_database_errors:
        if opened not in _prepared:
            opened.pgconn.prepare(_NAME, _SINCE_SNAPSHOT.format("$1").encode())
            _prepared.add(opened)
        found = opened.pgconn.exec_prepared(_NAME, [seen.encode()])
    rows = [tuple(found.get_value(row, column) for column in range(4)) for row in range(found.ntuples)]
    if not rows:
        _prepared.discard(opened)
    return [(text.decode(), *(number and int(number) for number in note)) for text, *note in rows]


def _rows(statement: str, given: Mapping[str, object]) -> Sequence[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _is_watched() -> bool:
    """Whether somebody counts statements, or makes them fail or wait: then this one is no exception."""
    return connection.queries_logged or bool(connection.execute_wrappers)
