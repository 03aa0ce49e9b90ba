"""Writers of SQLite take turns, with real connections to one file."""

import contextlib
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, connections, transaction

from booking.core.outages import is_outage
from booking.core.transactions import is_contention

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets transactions run side by side"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PATIENCE = 0.6
# Seconds.
SOON = 0.015


@pytest.fixture
def second():
    """A further connection of this process, as another thread has one; it waits for less long."""
    opened = connection.copy(alias="second")
    opened.settings_dict["OPTIONS"]["timeout"] = PATIENCE
    connections["second"] = opened
    yield opened
    opened.close()
    del connections["second"]


@pytest.fixture
def stranger():
    """A writer that knows nothing of turns, as another process does."""
    with contextlib.closing(_open_plainly()) as opened:
        yield opened


def _open_plainly() -> sqlite3.Connection:
    name = connection.settings_dict["NAME"]
    return sqlite3.connect(name, isolation_level=None, check_same_thread=False, timeout=5)


def _begins(alias: str) -> bool:
    try:
        with transaction.atomic(using=alias):
            return True
    except OperationalError as error:
        assert is_contention(error)
        assert is_outage(error)
        return False


def test_writer_waits_for_another_process(second, stranger):
    stranger.execute("BEGIN IMMEDIATE")
    releasing = threading.Timer(PATIENCE / 3, stranger.rollback)
    releasing.start()

    assert _begins("second")

    releasing.join()


def test_writer_gives_up_when_its_patience_ends(second, stranger):
    stranger.execute("BEGIN IMMEDIATE")
    began = time.monotonic()

    assert not _begins("second")

    assert time.monotonic() - began >= PATIENCE
    stranger.rollback()
    assert _begins("second")


def test_writer_waits_for_another_thread(second):
    opened = threading.Event()

    def write():
        with transaction.atomic():
            opened.set()
            time.sleep(PATIENCE / 3)
        connection.close()

    writing = threading.Thread(target=write)
    writing.start()
    opened.wait()
    assert _begins("second")
    writing.join()


def test_writer_gives_up_on_another_thread_when_its_patience_ends(second):
    with transaction.atomic():
        assert not _begins("second")
    assert _begins("second")


def test_turn_passes_on_after_rollback(second):
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        _ = 1 / 0
    assert _begins("second")


def test_turn_passes_on_when_connection_closes(second):
    with contextlib.suppress(Exception), transaction.atomic():
        connection.close()
        assert _begins("second")
    assert _begins("second")


def test_other_statements_keep_their_patience(second):
    def patience() -> int:
        with second.cursor() as cursor:
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    with transaction.atomic(using="second"):
        assert patience() == PATIENCE * 1000
    assert patience() == PATIENCE * 1000


def test_waiting_writer_is_soon_next(second, stranger):
    """SQLite's own pauses have grown to a tenth of a second by then; the control shows it."""
    assert _usual_gap(stranger, begin=lambda: _begins("second")) < SOON


def test_writer_without_turns_is_not_soon_next(stranger):
    with contextlib.closing(_open_plainly()) as plain:
        assert _usual_gap(stranger, begin=lambda: plain.execute("BEGIN IMMEDIATE") and plain.rollback()) > SOON


def _usual_gap(stranger: sqlite3.Connection, *, begin: Callable[[], object]) -> float:
    """Seconds from the end of a long transaction to the beginning of one that waited for it, the median of three."""
    return statistics.median(_gap(stranger, hold, begin) for hold in (0.235, 0.25, 0.265))


def _gap(stranger: sqlite3.Connection, hold: float, begin: Callable[[], object]) -> float:
    ended: list[float] = []

    def release():
        stranger.rollback()
        ended.append(time.monotonic())

    stranger.execute("BEGIN IMMEDIATE")
    releasing = threading.Timer(hold, release)
    releasing.start()
    begin()
    begun = time.monotonic()
    releasing.join()
    return begun - ended[0]
