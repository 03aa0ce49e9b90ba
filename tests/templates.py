"""A studio in a database, made once and copied for every test that serves it."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import psycopg

from tests.migrated import MIGRATED, copy_file
from tests.postgresql import shared_server
from tests.servers import Installation


class Template:
    """A database with one studio in it, made once and copied for every installation that starts from it.

    `server` is a PostgreSQL of one's own, for tests that kill it.
    """

    def __init__(self, folder: Path, *, studio: Path, starts_at: datetime, postgresql: bool, server=None):
        self.folder, self.starts_at, self.copies = folder, starts_at, 0
        self.name = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{studio.stem}"
        self.server = server or (shared_server() if postgresql else None)
        self._copy_migrated(to=self._folder("origin"))
        self.origin = Installation(self.folder / "origin", database_url=self._url(self.name), starts_at=starts_at)
        self.origin.manage("load_studio", str(studio))

    def installation(self, *, unsafe: bool = False) -> Installation:
        """A copy to start; `unsafe` has neither locks nor transactions nor the guard against overlaps."""
        self.copies += 1
        name = f"{self.name}_{self.copies}"
        data = self._folder(name)
        self._copy(self.name, self.folder / "origin", to=name, folder=data)
        installation = Installation(data, database_url=self._url(name), starts_at=self.starts_at, unsafe=unsafe)
        if unsafe:
            self._drop_guard(installation)
        return installation

    def _drop_guard(self, installation: Installation) -> None:
        if self.server:
            with psycopg.connect(installation.environment["DATABASE_URL"]) as connection:
                connection.execute("ALTER TABLE calendars_entry DROP CONSTRAINT guard_no_overlap")
            return
        with closing(sqlite3.connect(installation.data / "almanac.sqlite3")) as connection:
            connection.executescript("DROP TRIGGER guard_no_overlap_insert; DROP TRIGGER guard_no_overlap_update")

    def _copy_migrated(self, *, to: Path) -> None:
        if self.server:
            self._copy(MIGRATED, to, to=self.name, folder=to)
        else:
            copy_file(to / "almanac.sqlite3")

    def _copy(self, name: str, origin: Path, *, to: str, folder: Path) -> None:
        if self.server:
            self._execute(f'DROP DATABASE IF EXISTS "{to}" WITH (FORCE)', f'CREATE DATABASE "{to}" TEMPLATE "{name}"')
            return
        source, copy = (sqlite3.connect(path / "almanac.sqlite3") for path in (origin, folder))
        source.backup(copy)
        source.close()
        copy.close()

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True)
        return folder

    def _url(self, name: str) -> str:
        return self.server.get_uri(database=name) if self.server else ""

    def _execute(self, *statements: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)
