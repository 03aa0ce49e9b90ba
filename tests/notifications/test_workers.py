"""Several real processes send to a real mail server: nothing twice, nothing lost, also when one is killed."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from booking.core.clock import now
from booking.notifications.models import Message
from booking.notifications.services import queue_message, send_due
from booking.notifications.states import MessageStatus
from tests import settings as test_settings
from tests.servers import ROOT

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MESSAGES = 200


def database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    return test_settings.PG_SERVER.get_uri(database=name) if test_settings.POSTGRESQL else f"sqlite://{name}"


def start_worker(sink, tmp_path: Path, *, threads: int = 1, **environment: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.notifications.worker", str(threads)],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
            "ALMANAC_DATA": str(tmp_path),
            "ALMANAC_SECRET_KEY": "only-for-tests",
            "ALMANAC_MAIL": "django.core.mail.backends.smtp.EmailBackend",
            "ALMANAC_SMTP_HOST": "127.0.0.1",
            "ALMANAC_SMTP_PORT": str(sink.port),
            "ALMANAC_LOG": "CRITICAL",
            "DATABASE_URL": database_url(),
            **environment,
        },
    )


@pytest.fixture(autouse=True)
def _queue_tables(sink, tmp_path, db):
    """One process alone first, as `migrate` is: several that meet an empty PostgreSQL collide making huey's tables."""
    assert start_worker(sink, tmp_path, threads=0).wait(timeout=60) == 0


def queue_confirmations(booking, *, count: int) -> list[str]:
    """The same mail about a booking to many readers; their addresses."""
    readers = [f"reader{number:03}@customers.example" for number in range(count)]
    for reader in readers:
        queue_message(
            "booking_confirmed",
            recipient=reader,
            subject_id=booking.pk,
            effect=f"confirmed:{reader}",
            language="en",
            due_at=now(),
            now=now(),
        )
    return readers


def test_many_workers_send_everything_exactly_once(booking, sink, tmp_path):
    readers = queue_confirmations(booking, count=MESSAGES)

    workers = [start_worker(sink, tmp_path, threads=2) for _ in range(3)]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0, 0]

    assert sorted(sink.recipients) == readers
    assert len(set(sink.message_ids)) == MESSAGES
    assert Counter(Message.objects.values_list("status", "attempts")) == {(MessageStatus.SENT, 1): MESSAGES}


def test_without_leases_the_same_workers_send_twice(booking, sink, tmp_path):
    readers = queue_confirmations(booking, count=40)

    unsafe = {"ALMANAC_TEST_BUILD": "1", "ALMANAC_UNSAFE": "1"}
    workers = [start_worker(sink, tmp_path, threads=2, **unsafe) for _ in range(3)]
    for worker in workers:
        worker.wait(timeout=120)

    assert len(sink.recipients) > len(readers)


def test_killed_worker_loses_nothing_and_repeats_under_the_same_id(booking, sink, tmp_path, settings):
    queue_confirmations(booking, count=1)
    worker = start_worker(sink, tmp_path)
    sink.victim = worker.pid
    assert worker.wait(timeout=60) == -9
    assert Message.objects.get().status == MessageStatus.QUEUED

    assert send_due(now=now()) == 0
    assert send_due(now=now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)) == 1

    first, again = sink.message_ids
    assert first == again
    assert (Message.objects.get().status, Message.objects.get().attempts) == (MessageStatus.SENT, 2)


def test_killed_worker_leaves_the_rest_to_others(booking, sink, tmp_path, settings):
    readers = queue_confirmations(booking, count=20)
    worker = start_worker(sink, tmp_path)
    sink.victim = worker.pid
    assert worker.wait(timeout=60) == -9

    # A run ends after seconds, on a slow machine before it has sent them all.
    assert sum(iter(lambda: send_due(now=now()), 0)) == 19
    assert send_due(now=now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)) == 1

    assert sorted(set(sink.recipients)) == readers
    assert len(set(sink.message_ids)) == 20
