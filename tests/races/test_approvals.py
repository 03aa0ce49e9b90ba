"""Fifty approvals at once of two requests for one hour (BKG-4, SCH-5), with and without the protection."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx
import pytest
from django.db import connection

from tests import settings as test_settings
from tests.conftest import NOW
from tests.figures import print_figure
from tests.races.conftest import CROWD, starting
from tests.races.crowd import double_booked
from tests.races.paths import BASE
from tests.servers import Installation
from tests.sizes import SIZES
from tests.templates import Template

pytestmark = [pytest.mark.race, pytest.mark.soak]

APPROVALS = 50


@pytest.fixture(scope="module")
def careful(tmp_path_factory) -> Template:
    """The crowd's studio, whose coach is asked first."""
    folder = tmp_path_factory.mktemp("approvals")
    file = folder / "careful.yaml"
    file.write_text(CROWD.read_text().replace("  - slug: hour\n", "  - slug: hour\n    approval: true\n"))
    return Template(folder, studio=file, starts_at=NOW, postgresql=test_settings.POSTGRESQL)


@pytest.fixture
def asked(careful) -> Iterator[Callable[..., Installation]]:
    with starting(careful) as start:
        yield start


def ask_twice(installation: Installation, number: int) -> list[str]:
    """The references of two requests for the same hour, another one for each number."""
    day, hour = divmod(number, 7)
    week, day = divmod(day, 5)
    starts = datetime(2027, 1, 11, 9 + hour) + timedelta(weeks=week, days=day)
    body = {**BASE, "offering": "hour", "variant": "single", "starts_at": f"{starts.isoformat()}+01:00"}
    made = []
    for person in ("first", "second"):
        customer = {"name": person, "email": f"{person}{number}@example.com"}
        answer = httpx.post(f"{installation.url()}/api/v1/bookings/", json={**body, "customer": customer}, timeout=30)
        assert (answer.status_code, answer.json()["status"]) == (201, "requested"), answer.text
        made.append(answer.json()["reference"])
    return made


def approve_at_once(installation: Installation, references: list[str], *, token: str) -> Counter:
    """Answers by (which of the requests, status, code)."""
    gate = threading.Barrier(APPROVALS)

    def one(number: int) -> tuple[int, int, str]:
        which = number % len(references)
        address = f"{installation.url()}/api/v1/bookings/{references[which]}/approve/"
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
            gate.wait()
            answer = client.post(address, json={})
        return which, answer.status_code, answer.json().get("code", "")

    with ThreadPoolExecutor(APPROVALS) as pool:
        return Counter(pool.map(one, range(APPROVALS)))


def confirmed(installation: Installation) -> int:
    return installation.count("reservations_booking WHERE status = 'confirmed'")


def test_of_two_requests_for_one_hour_exactly_one_is_approved(asked):
    installation = asked()
    token = installation.manage("make_token", "crowd", "ana@crowd.example").split()[-1]
    for number in range(SIZES.approval_rounds):
        answers = approve_at_once(installation, ask_twice(installation, number), token=token)
        [winner] = {which for which, status, _ in answers if status == 200}
        half = APPROVALS // 2
        assert answers == {(winner, 200, ""): half, (1 - winner, 409, "slot_taken"): half}
    rounds = SIZES.approval_rounds
    assert (confirmed(installation), double_booked(installation)) == (rounds, 0)
    assert "Traceback" not in installation.log()
    installation.manage("check_consistency")
    told = {"rounds": rounds, "approvals_each": APPROVALS, "confirmed_each": 1, "overlaps": 0}
    print_figure("approvals", database=connection.vendor, **told)


def test_without_the_protection_both_are_approved(asked):
    installation = asked(unsafe=True)
    token = installation.manage("make_token", "crowd", "ana@crowd.example").split()[-1]
    # On a busy machine the first round may go well by chance.
    for number in range(SIZES.approval_rounds + 3):
        approve_at_once(installation, ask_twice(installation, number), token=token)
        if double_booked(installation):
            break
    assert double_booked(installation) == 1
