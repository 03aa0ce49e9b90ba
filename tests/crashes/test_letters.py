"""NOT-4: whenever the worker is killed, every message is sent, and no reader gets two that are not the same."""

import json
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection

from tests.figures import print_figure
from tests.notifications.sink import Sink
from tests.servers import ROOT, Installation
from tests.sizes import SIZES

pytestmark = [pytest.mark.race, pytest.mark.soak]

# Without a single letter; thousands take as long as they take.
PATIENCE = 120


class PostOffice:
    """An installation whose worker sends to a sink; the clock of each new worker is as far ahead as it is told."""

    def __init__(self, installation: Installation, *, sink: Sink):
        self.installation, self.sink = installation, sink
        self.environment = {
            **installation.environment,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ALMANAC_MAIL": "django.core.mail.backends.smtp.EmailBackend",
            "ALMANAC_SMTP_HOST": "127.0.0.1",
            "ALMANAC_SMTP_PORT": str(sink.port),
        }

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "tests.crashes.post", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def start_worker(self, *, seconds_ahead: int = 0) -> subprocess.Popen:
        offset = int(self.environment["ALMANAC_CLOCK_OFFSET"]) + seconds_ahead
        log = (self.installation.data / "server.log").open("ab")
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "run_huey"],
            cwd=ROOT,
            env={**self.environment, "ALMANAC_CLOCK_OFFSET": str(offset)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.installation.processes.append(worker)
        return worker

    def wait_for(self, letters: int, *, worker: subprocess.Popen) -> None:
        """Until the sink has so many letters."""
        self._wait_until(lambda: len(self.sink.contents) >= letters, worker=worker, pause=0.005)

    def send_the_rest(self) -> None:
        """With a worker that nobody disturbs, and for whom what the killed had leased is free again."""
        worker = self.start_worker(seconds_ahead=settings.OUTBOX_LEASE_SECONDS)
        self._wait_until(lambda: not self.owed(), worker=worker, pause=0.2)
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)

    def owed(self) -> int:
        """Events of which messages will come, and messages to send, in this order: the one becomes the other."""
        undelivered = self.installation.count("core_delivery WHERE done_at IS NULL")
        return undelivered + self.installation.count("notifications_message WHERE status = 'queued'")

    def _wait_until(self, is_so: Callable[[], bool], *, worker: subprocess.Popen, pause: float) -> None:
        seen, deadline = -1, 0.0
        while not is_so():
            assert worker.poll() is None, self.installation.log()
            if len(self.sink.contents) > seen:
                seen, deadline = len(self.sink.contents), time.monotonic() + PATIENCE
            assert time.monotonic() < deadline, (len(self.sink.contents), self.owed(), self.installation.log())
            time.sleep(pause)


@pytest.fixture
def post_office(installed):
    with Sink() as sink:
        yield PostOffice(installed(), sink=sink)


def kill_while_sending(post_office: PostOffice, *, kills: int, messages: int, chance: random.Random) -> dict[str, int]:
    """Let each worker send a few, then end it; how often by which signal."""
    by_signal = {"SIGKILL": 0, "SIGTERM": 0}
    for _ in range(kills):
        worker = post_office.start_worker()
        few = chance.randint(1, max(1, messages // kills // 2))
        # Whoever is told to stop ends its run first, which may leave nothing for the next.
        wanted = min(len(post_office.sink.contents) + few, messages - kills)
        post_office.wait_for(wanted, worker=worker)
        name = chance.choice(sorted(by_signal))
        worker.send_signal(signal.Signals[name])
        worker.wait(60)
        by_signal[name] += 1
    return by_signal


def test_killed_workers_lose_no_message_and_send_none_twice(post_office):
    seed, messages = secrets.randbelow(10**6), SIZES.messages
    print(f"seed {seed}")  # noqa: T201
    post_office.run("owe", str(messages))
    by_signal = kill_while_sending(
        post_office, kills=SIZES.message_kills, messages=messages, chance=random.Random(seed)
    )
    post_office.send_the_rest()
    ids, recipients = post_office.sink.message_ids, post_office.sink.recipients
    repeats = len(ids) - len(set(ids))
    print_figure(
        "crash.letters",
        database=connection.vendor,
        seed=seed,
        messages=messages,
        kills=by_signal,
        lost=messages - len(set(ids)),
        repeats_under_the_same_id=repeats,
    )
    told = json.loads(post_office.run("look").split("told ", 1)[1])
    assert told == {"messages": {"sent": messages}, "faults": []}
    assert len(set(ids)) == len(set(zip(ids, recipients, strict=True))) == messages
    # Only who is killed between the carrier's yes and our note of it sends again.
    assert repeats <= by_signal["SIGKILL"]
