"""Fifty approvals at once of two requests for one hour (BKG-4, SCH-5), with and without the protection."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection as database

from tests.bench.client import Connection
from tests.figures import print_figure
from tests.races.crowd import double_booked
from tests.races.paths import BASE
from tests.servers import Installation
from tests.sizes import SIZES

pytestmark = [pytest.mark.race, pytest.mark.soak]

APPROVALS = 50


def ask_twice(installation: Installation, number: int) -> list[str]:
    """The references of two requests for the same hour, another one for each number."""
    day, hour = divmod(number, 7)
    week, day = divmod(day, 5)
    starts = datetime(2027, 3, 1, 9 + hour) + timedelta(weeks=week, days=day)
    body = {**BASE, "offering": "careful-hour", "variant": "single", "starts_at": f"{starts.isoformat()}+01:00"}
    made = []
    connection = Connection(installation.port)
    for person in ("first", "second"):
        customer = {"name": person, "email": f"{person}{number}@example.com"}
        answer = connection.post_json("/api/v1/bookings/", {**body, "customer": customer})
        assert (answer.status, answer.json()["status"]) == (201, "requested"), answer.text()
        made.append(answer.json()["reference"])
    connection.close()
    return made


def approve_at_once(installation: Installation, references: list[str], *, token: str) -> Counter:
    """Answers by (which of the requests, status, code)."""
    gate = threading.Barrier(APPROVALS)

    def one(number: int) -> tuple[int, int, str]:
        which = number % len(references)
        connection = Connection(installation.port)
        gate.wait()
        path = f"/api/v1/bookings/{references[which]}/approve/"
        answer = connection.post_json(path, {}, Authorization=f"Bearer {token}")
        connection.close()
        return which, answer.status, answer.json().get("code", "")

    with ThreadPoolExecutor(APPROVALS) as pool:
        return Counter(pool.map(one, range(APPROVALS)))


def confirmed(installation: Installation) -> int:
    return installation.count("reservations_booking WHERE status = 'confirmed'")


def test_of_two_requests_for_one_hour_exactly_one_is_approved(guarded, token):
    before = confirmed(guarded)
    for number in range(SIZES.approval_rounds):
        answers = approve_at_once(guarded, ask_twice(guarded, number), token=token)
        [winner] = {which for which, status, _ in answers if status == 200}
        half = APPROVALS // 2
        assert answers == {(winner, 200, ""): half, (1 - winner, 409, "slot_taken"): half}
    rounds = SIZES.approval_rounds
    assert (confirmed(guarded), double_booked(guarded)) == (before + rounds, 0)
    assert "Traceback" not in guarded.log()
    guarded.manage("check_consistency")
    told = {"rounds": rounds, "approvals_each": APPROVALS, "confirmed_each": 1, "overlaps": 0}
    print_figure("approvals", database=database.vendor, **told)


def test_without_the_protection_both_are_approved(unguarded, token):
    before = double_booked(unguarded)
    # On a busy machine the first round may go well by chance.
    for number in range(SIZES.approval_rounds + 3):
        approve_at_once(unguarded, ask_twice(unguarded, number), token=token)
        if double_booked(unguarded) > before:
            break
    assert double_booked(unguarded) == before + 1
