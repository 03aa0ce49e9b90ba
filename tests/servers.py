"""Real installations for tests: their own data folder and database, a web server, and a worker when asked for."""

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

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
            if self.answers("/healthz", timeout=5):
                return
            time.sleep(0.02)
        raise AssertionError(f"the web server did not start: {self.log()}")

    def answers(self, path: str, *, timeout: float) -> bool:
        """Whether the page is there now; who waits for it asks often, and each client of httpx reads certificates."""
        asking = http.client.HTTPConnection("localhost", self.port, timeout=timeout)
        with contextlib.closing(asking), contextlib.suppress(OSError, http.client.HTTPException):
            asking.request("GET", path)
            return asking.getresponse().status == 200
        return False

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
