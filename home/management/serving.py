"""Web server and worker side by side: started together, watched, started again when one dies, and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.core.management.base import CommandError

START_SECONDS = 60
STOP_SECONDS = 20
# What dies more often than this has a reason that a further start does not remove.
MOST_RESTARTS, RESTART_SECONDS = 5, 30
# As many threads as a process has connections to PostgreSQL; more would only wait for one.
WEB_WORKERS, WEB_THREADS = "2", "8"


@dataclass(slots=True)
class Child:
    """A process that is to run; `farewell` is the signal that makes it finish its work and end."""

    name: str
    start: Callable[[], subprocess.Popen]
    farewell: signal.Signals
    process: subprocess.Popen = field(init=False)
    restarts: list[float] = field(default_factory=list, init=False)

    def __post_init__(self):
        self.process = self.start()

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def restart(self) -> bool:
        """Start it again; False, and not started, when it has died too often in too short a time."""
        moment = time.monotonic()
        self.restarts = [earlier for earlier in self.restarts if moment - earlier < RESTART_SECONDS]
        if len(self.restarts) >= MOST_RESTARTS:
            return False
        # Who is killed from outside, by somebody or for want of memory, does not show that it cannot run.
        if self.process.returncode != -signal.SIGKILL:
            self.restarts.append(moment)
        self.end_orphans()
        sys.stderr.write(f"The {self.name} ended with code {self.process.returncode}; it is started again.\n")
        self.process = self.start()
        return True

    def stop(self) -> None:
        if not self.has_ended:
            self.process.send_signal(self.farewell)

    def wait(self) -> None:
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.end_orphans()

    def end_orphans(self) -> None:
        """End what a web server leaves behind that is killed, or told to stop while it starts its workers."""
        with suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)


def heed_interrupts() -> None:
    """Let Ctrl-C and SIGTERM raise KeyboardInterrupt from now on, also where the shell had them ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def port_from_environment() -> int:
    """PORT, 8000 by default. Raises CommandError for what is not a port."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CommandError(f"PORT={text} is not a port; choose a number such as PORT=8001.")
    return int(text)


def require_port(port: int, *, host: str) -> None:
    """Raises CommandError when something else listens on the port, or when it may not be used."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError:
            raise CommandError(
                f"Port {port} needs more rights than you have; choose another, as in PORT=8001."
            ) from None
        except OSError:
            raise CommandError(f"Port {port} is in use; choose another, as in PORT={port + 1}.") from None


def serve(*, host: str, port: int, when_ready: Callable[[], None]) -> int:
    """Run both until a signal comes; returns the exit code to end with.

    Ctrl-C and SIGTERM are the ordinary end, 0. What dies is started again; when that does not help, or one ends before
    there was a first answer, the other is stopped and the code tells.
    """
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, frame: stopping.append(received))
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    children = [_start_web(host=host, port=port), _start_worker()]
    try:
        if _becomes_ready(host=host, port=port, children=children, stopping=stopping):
            when_ready()
            _keep_running(children, stopping=stopping)
        ended = None if stopping else next((child for child in children if child.has_ended), None)
    finally:
        for child in children:
            child.stop()
        for child in children:
            child.wait()
    if ended is None:
        return 0
    code = ended.process.returncode
    sys.stderr.write(f"The {ended.name} ended with code {code}, so everything was stopped.\n")
    return code if 0 < code < 126 else 1


def _keep_running(children: list[Child], *, stopping: list[int]) -> None:
    """Start again what dies, until a signal comes or one of them cannot be kept alive."""
    while not stopping and all(child.restart() for child in children if child.has_ended):
        time.sleep(0.2)


def _start_web(*, host: str, port: int) -> Child:
    command = [sys.executable, "-m", "config.web", "config.wsgi:application", "--interface", "wsgi"]
    command += ["--host", host, "--port", str(port), "--workers", WEB_WORKERS, "--blocking-threads", WEB_THREADS]
    command += ["--respawn-failed-workers", "--no-ws", "--http", "1", "--log-level", "error"]
    return Child("web server", partial(_start, command, port=port), signal.SIGTERM)


def _start_worker() -> Child:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_huey", "--quiet"]
    return Child("worker", partial(_start, command, port=None), signal.SIGTERM)


def _start(command: list[str], *, port: int | None) -> subprocess.Popen:
    """In a process group of its own, so that Ctrl-C reaches this process alone and the order of stopping is ours."""
    paths = [str(settings.BASE_DIR), str(settings.BASE_DIR / "site"), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "ALMANAC_PUBLIC_PORT": settings.PUBLIC_PORT,
    }
    if port is not None:
        environment.setdefault("ALMANAC_ADMIN_URL", f"http://localhost:{port}")
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)


def _becomes_ready(*, host: str, port: int, children: list[Child], stopping: list[int]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not stopping and not any(child.has_ended for child in children):
        with suppress(OSError):
            return _answers(host=host, port=port)
        time.sleep(0.2)
    return False


def _answers(*, host: str, port: int) -> bool:
    """Whether there is an answer at all; raises OSError while nobody listens yet."""
    request = urllib.request.Request(f"http://{host}:{port}/", headers={"Host": "localhost"})
    with suppress(urllib.error.HTTPError), urllib.request.urlopen(request, timeout=30):
        pass
    return True
