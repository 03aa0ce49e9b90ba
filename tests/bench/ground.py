"""What the scripts stand on: how much is measured, on which database, and the servers that are started for it."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from tests.bench.client import Run
from tests.bench.databases import POSTGRESQL
from tests.bench.processes import Usage
from tests.bench.rows import ROWS
from tests.bench.studio import write_studio
from tests.figures import print_figure
from tests.postgresql import shared_server
from tests.servers import ROOT, Installation
from tests.templates import Template

# A Monday, 09:00 in Zürich.
NOW = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Effort:
    """How much is measured. The rows of the table come from FULL; SMALL only shows that the scripts still run."""

    seconds: float
    warm_up: float
    repeats: int
    most_entries: int
    series: int
    requests: int
    bookings: int
    people: int
    mixed_seconds: float
    places: int
    web_workers: int = 2


LONG = os.environ.get("ALMANAC_SOAK") == "1"
FULL = Effort(5, 1, 200, 10_000, 1000, 1000, 100_000, 500, 600 if LONG else 30, 5000)
SMALL = Effort(0.2, 0.1, 2, 50, 10, 10, 200, 10, 1, 60, web_workers=1)


class FloorInstallation(Installation):
    """The bare Django of tests/bench/floor, served exactly as the product is."""

    application = "tests.bench.floor.wsgi:application"


@dataclass
class Ground:
    """One database kind and the folder in which installations for it are made."""

    database: str
    folder: Path
    effort: Effort = FULL
    copies: int = field(default=0, init=False)

    @property
    def on_postgresql(self) -> bool:
        return self.database == POSTGRESQL

    @cached_property
    def template(self) -> Template:
        studio = write_studio(self.folder / "bench.yaml")
        return Template(self.folder, studio=studio, starts_at=NOW, postgresql=self.on_postgresql)

    @contextlib.contextmanager
    def prepared(self) -> Iterator[Installation]:
        """A copy of the measured studio, not started yet; what is started is ended afterwards."""
        installation = self.template.installation()
        try:
            yield installation
        finally:
            installation.stop()

    @contextlib.contextmanager
    def product(self) -> Iterator[Installation]:
        with self.prepared() as installation:
            installation.start_web(workers=self.effort.web_workers)
            yield installation

    @contextlib.contextmanager
    def floor(self) -> Iterator[Installation]:
        """The bare booking with its own database of the same kind."""
        floor = FloorInstallation(self.new_folder("floor"), database_url=self.new_database("floor"))
        run_module(floor, "tests.bench.floor.prepare")
        try:
            floor.start_web(workers=self.effort.web_workers)
            yield floor
        finally:
            floor.stop()

    def new_database(self, name: str) -> str:
        """The address of an empty database; empty for SQLite, which makes its own file."""
        if not self.on_postgresql:
            return ""
        self.copies += 1
        name = f"{name}_{self.copies}_{os.getpid()}"
        shared_server().psql(f'CREATE DATABASE "{name}"')
        return shared_server().get_uri(database=name)

    def new_folder(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))

    def usage(self, installation: Installation) -> Usage:
        """Watches the installation's first process, the web server, and the database server."""
        roots = {"web": installation.processes[0].pid}
        if self.on_postgresql:
            roots["database"] = shared_server().get_pid()
        return Usage(roots)

    def print_run(self, row: str, run: Run, **values: object) -> None:
        """A row measured by a load; what client, web server and database cost is summed up without the client."""
        figures = run.figures()
        served = sum(ms for name, ms in run.usage.items() if name != "client")
        self.print(row, **figures, cpu_ms_per_operation=round(served / len(run.times), 2), **values)

    def print(self, row: str, **values: object) -> None:
        """A row with what was asked of it; `met` is null where nothing is asked."""
        known = ROWS[row]
        met = known.met(values, database=self.database)
        print_figure(
            row,
            what=known.work,
            database=self.database,
            **values,
            goal=known.goal,
            peers=known.peers,
            met=met,
        )


def run_module(installation: Installation, module: str, *arguments: str) -> str:
    """The output of `python -m module` within the installation's environment."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=installation.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def count_queries(installation: Installation, *paths: str) -> dict[str, dict[str, float]]:
    """What tests.bench.queries counts, by path."""
    return json.loads(run_module(installation, "tests.bench.queries", *paths).splitlines()[-1])


def say(sentence: str) -> None:
    """Progress, beside the figures."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
