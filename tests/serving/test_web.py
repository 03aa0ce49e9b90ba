"""One process imports the application, and the web workers are forked from it."""

import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests import settings as test_settings
from tests.conftest import HARBOUR, NOW
from tests.servers import ROOT, Installation
from tests.templates import Template

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")

WHAT_IS_OPEN = """
import os, sys, threading
from config import web
web.load_once("config.wsgi:application")
if sys.argv[1:] == ["careless"]:
    from django.db import connection
    connection.ensure_connection()
kept = [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if int(name) > 2
        and os.path.exists(f"/proc/self/fd/{name}")]
print([name for name in kept if "socket" in name or "sqlite" in name], threading.active_count())
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Installation:
    folder = tmp_path_factory.mktemp("web")
    template = Template(folder, studio=HARBOUR, starts_at=NOW, postgresql=test_settings.POSTGRESQL)
    installation = template.installation()
    yield installation
    installation.stop()


def what_is_open(installation: Installation, *arguments: str) -> str:
    command = [sys.executable, "-c", WHAT_IS_OPEN, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=installation.environment, stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_nothing_is_open_when_workers_are_forked(installation):
    """Two processes would talk into one connection."""
    assert what_is_open(installation) == "[] 1"
    assert what_is_open(installation, "careless") != "[] 1"


def test_a_killed_web_worker_is_replaced_by_one_that_has_imported_everything(installation):
    installation.environment["GRANIAN_RESPAWN_FAILED_WORKERS"] = "1"
    installation.start_web(workers=1)
    server = psutil.Process(installation.processes[0].pid)
    (first,) = server.children()
    first.kill()
    second = wait_for_another(server, first)
    assert httpx.get(f"{installation.url()}/api/v1/offerings/", timeout=20).status_code == 200
    assert is_a_fork_of_the_loaded(second)


def wait_for_another(server: psutil.Process, first: psutil.Process) -> psutil.Process:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = [child for child in server.children() if child != first and child.status() != psutil.STATUS_ZOMBIE]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("no other web worker was started")


def is_a_fork_of_the_loaded(worker: psutil.Process) -> bool:
    """Most of its memory is shared with the process that imported it."""
    lines = Path(f"/proc/{worker.pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return kilobytes["Shared_Dirty"] > kilobytes["Rss"] / 3
