"""A whole service as `manage.py serve` runs it, and what can be killed of it."""

import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil

from tests.servers import ROOT, Installation

MOST_STARTS = 6


class Service:
    """Web server and worker under the product's own supervision; `server` is the PostgreSQL beneath, if any."""

    def __init__(self, installation: Installation, *, server=None):
        self.installation, self.server = installation, server
        environment = {**installation.environment, "PORT": str(installation.port)}
        with (installation.data / "server.log").open("ab") as log:
            command = [sys.executable, "manage.py", "serve"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.start_seconds = self.wait_until_it_answers(seconds=120)

    def wait_until_it_answers(self, *, seconds: float) -> float:
        """Until a page is answered that needs the database; the seconds it took."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            if self.installation.answers("/api/v1/offerings/", timeout=2):
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError(f"no answer within {seconds} seconds: {self.installation.log()}")

    def victims(self) -> dict[str, list[psutil.Process]]:
        """What runs now, by what it is."""
        found: dict[str, list[psutil.Process]] = {"web worker": [], "web server": [], "worker": []}
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if "run_huey" in child.cmdline():
                    found["worker"].append(child)
                elif "config.web" in child.cmdline():
                    found["web server"].append(child)
                    found["web worker"] += child.children()
        if self.server:
            postmaster = psutil.Process(self.server.get_pid())
            found |= {"database": [postmaster], "database process": postmaster.children()}
        return {name: processes for name, processes in found.items() if processes}

    def kill_one(self, chance: random.Random, *, spared: frozenset[str]) -> str:
        """Kill something at random; what it was. A database that was killed is started again."""
        found = {name: processes for name, processes in self.victims().items() if name not in spared}
        name = chance.choice(sorted(found))
        if name == "database":
            crash_database(self.server)
            return name
        with suppress(psutil.NoSuchProcess):
            chance.choice(found[name]).kill()
        return name

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        finally:
            if self.process.poll() is None:
                for child in psutil.Process(self.process.pid).children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        child.kill()
                self.process.kill()
                self.process.wait()


def crash_database(server) -> None:
    """Kill the postmaster, and start another when its processes have noticed and gone."""
    postmaster = psutil.Process(server.get_pid())
    processes = postmaster.children()
    postmaster.kill()
    psutil.wait_procs(processes, timeout=30)
    # Where nobody reaps the postmaster, its number stays taken and the file would keep the next one from starting.
    (server.pgdata / "postmaster.pid").unlink(missing_ok=True)
    for _ in range(MOST_STARTS):
        # It gives up after ten seconds, and while the server is not ready yet; recovering goes on.
        with suppress(subprocess.SubprocessError, AssertionError):
            return server.ensure_postgres_running()
        time.sleep(2)
    raise AssertionError(f"the database does not start: {server.log.read_text()[-2000:]}")
