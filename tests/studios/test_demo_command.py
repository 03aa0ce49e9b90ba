"""OPS-11: `manage.py demo` starts everything, stops it on Ctrl-C, and keeps the data."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from home.management.reachable import find_fault
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90

# The demo brings its own SQLite.
pytestmark = pytest.mark.either_database


class Demo:
    """A running demo; what it prints goes to a file beside its data."""

    def __init__(self, data: Path, *, port: int):
        own = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "ALMANAC_TEST_DATABASE")
        environment = {name: value for name, value in os.environ.items() if name not in own}
        environment |= {"ALMANAC_DATA": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
        self.port = port
        self.output = data.parent / f"output-{time.monotonic_ns()}.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops it." not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.2)
        return self.output.read_text()

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)


def children_of(process: subprocess.Popen) -> dict[str, int]:
    listing = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()]
    mine = {arguments: int(pid) for pid, parent, arguments in rows if int(parent) == process.pid}
    return {"worker" if "run_huey" in arguments else "web": pid for arguments, pid in mine.items()}


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def start(tmp_path):
    started: list[Demo] = []

    def run() -> Demo:
        started.append(Demo(tmp_path / "data", port=free_port()))
        return started[-1]

    yield run
    for demo in started:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)


def test_demo_serves_stops_on_interrupt_and_keeps_its_data(start):
    demo = start()
    printed = demo.wait_until_ready()
    assert f"http://localhost:{demo.port}/admin/" in printed
    password = re.search(r"owner@lakeside\.example +password (\S+)", printed).group(1)
    with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/", timeout=30) as answer:
        assert answer.status == 200
    assert set(children_of(demo.process)) == {"web", "worker"}
    assert demo.end(signal.SIGINT) == 0
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", demo.port), timeout=5):
        pass
    again = start()
    printed = again.wait_until_ready()
    assert "Loading the demo studio" not in printed
    assert re.search(r"owner@lakeside\.example +password (\S+)", printed).group(1) == password
    worker = children_of(again.process)["worker"]
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: children_of(again.process).get("worker", worker) != worker)
    assert again.output.read_text().splitlines()[-1] == "The worker ended with code -9; it is started again."
    assert again.end(signal.SIGTERM) == 0


def test_demo_tells_that_its_port_is_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = Demo(tmp_path / "data", port=port)
        assert demo.process.wait(60) == 1
    assert demo.output.read_text() == f"CommandError: Port {port} is in use; choose another, as in PORT={port + 1}.\n"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", ""),
        ("sqlite:////tmp/almanac.sqlite3", ""),
        ("mysql://localhost/almanac", "DATABASE_URL should start with postgresql:// or sqlite:///."),
    ],
)
def test_database_address_is_judged_before_anything_starts(url, sentence):
    assert find_fault(url) == sentence


def test_database_that_is_away_is_told_in_one_sentence():
    sentence = find_fault(f"postgresql://nobody@127.0.0.1:{free_port()}/none?connect_timeout=2")
    assert sentence.startswith("The database of DATABASE_URL cannot be reached: ")
    assert "\n" not in sentence
