"""Where the counters are: a table that is never logged in PostgreSQL, a file of its own beside SQLite.

Connections are their own as well, one per process: what is counted stays counted when the request's transaction rolls
back, and a long transaction never makes a counter wait.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from booking.core.errors import Unavailable

_COLUMNS = "key {bytes} PRIMARY KEY, used bigint NOT NULL, ends_at bigint NOT NULL"
# Room on every page for the next version of its rows, so that counting never touches the index.
_POSTGRESQL_TABLE = (
    f"CREATE UNLOGGED TABLE IF NOT EXISTS core_limits ({_COLUMNS.format(bytes='bytea')}) WITH (fillfactor = 50)"
)
_SQLITE_TABLE = f"CREATE TABLE IF NOT EXISTS core_limits ({_COLUMNS.format(bytes='blob')}) WITHOUT ROWID"
_WAIT_SECONDS = 5


class Store:
    """One connection, used by one thread at a time and made again when it is lost."""

    failures: tuple[type[Exception], ...]

    def __init__(self):
        self._lock = threading.Lock()
        self._connection = None

    def run(self, statement: str, values: Sequence) -> list[tuple]:
        """The rows of one statement, committed by itself. Raises Unavailable."""
        with self._lock:
            was_open = self._connection is not None
            try:
                return self._run(statement, values)
            except self.failures as error:
                self._close()
                if not was_open:
                    raise Unavailable() from error
            try:
                return self._run(statement, values)
            except self.failures as error:
                self._close()
                raise Unavailable() from error

    def close(self) -> None:
        with self._lock:
            self._close()

    def _run(self, statement: str, values: Sequence) -> list[tuple]:
        if self._connection is None:
            self._connection = self._connect()
        return self._execute(statement, values)

    def _close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(*self.failures):
                self._connection.close()
        self._connection = None


class PostgresqlStore(Store):
    failures = (psycopg.OperationalError, psycopg.InterfaceError)

    def _connect(self) -> psycopg.Connection:
        """As the product signs in, and as the role that it takes on."""
        own = {"autocommit": True, "cursor_factory": psycopg.Cursor, "prepare_threshold": 1}
        opened = psycopg.connect(**{"connect_timeout": _WAIT_SECONDS, **connection.get_connection_params(), **own})
        if role := connection.settings_dict["OPTIONS"].get("assume_role"):
            opened.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        return opened

    def _execute(self, statement: str, values: Sequence) -> list[tuple]:
        cursor = self._connection.execute(statement.replace("?", "%s"), values)
        return cursor.fetchall() if cursor.description else []


class SqliteStore(Store):
    failures = (sqlite3.OperationalError,)

    def __init__(self, path: Path):
        super().__init__()
        self.path = path

    def _connect(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        opened.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {_SQLITE_TABLE};")
        return opened

    def _execute(self, statement: str, values: Sequence) -> list[tuple]:
        return self._connection.execute(statement, values).fetchall()


@cache
def store() -> Store:
    """The counters of this installation."""
    return PostgresqlStore() if connection.vendor == "postgresql" else SqliteStore(settings.DATA_DIR / "limits.sqlite3")


def prepare(using: str = "default", **kwargs) -> None:
    """Make the table before anything is migrated, so that it is there for the grants that follow."""
    if connection.vendor == "postgresql" and using == "default":
        with connection.cursor() as cursor:
            cursor.execute(_POSTGRESQL_TABLE)
