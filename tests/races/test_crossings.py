"""Every two ways of taking and giving back at once (SCH-5, CAP-4): nothing oversold, nothing double, nothing broken."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.db import connection

from tests import settings as test_settings
from tests.bench.client import Connection
from tests.concurrently import run
from tests.conftest import NOW
from tests.figures import print_figure
from tests.races.conftest import CROWD
from tests.races.crowd import double_booked, seats_sold
from tests.races.paths import BOOKING, REFUSALS, WAYS, Prize, rush_both
from tests.servers import Installation
from tests.sizes import SIZES
from tests.templates import Template

pytestmark = [pytest.mark.race, pytest.mark.soak]

PAIRS = list(itertools.combinations_with_replacement(WAYS, 2))
PLACES, ALL_TAKEN = 5, {"cancel", "cancel page"}
FIRST_DAY = date(2027, 1, 11)


def prizes() -> list[Prize]:
    """One class and one free hour for each pair, on working days of their own."""
    days = [day for n in range(60) if (day := FIRST_DAY + timedelta(days=n)).weekday() < 5]
    return [Prize(f"class-{n}", f"{day}T10:00:00+01:00") for n, day in enumerate(days[: len(PAIRS)])]


def studio_of(wanted: list[Prize], *, talk_at: str = "") -> str:
    """The crowd's studio with their classes; with a talk of the coach at a time, if one is given."""
    studio = yaml.safe_load(CROWD.read_text())
    weekly, hour, _careful, lesson, *_others = studio["offerings"]
    pattern = {**weekly, "kind": "event"}
    studio["offerings"] = [hour, lesson]
    for prize in wanted:
        schedule = {"starts": date.fromisoformat(prize.starts_at[:10]), "at": "10:00"}
        studio["offerings"].append({**pattern, "slug": prize.name, "schedule": schedule})
    if talk_at:
        schedule = {"starts": date.fromisoformat(talk_at[:10]), "at": "10:00"}
        studio["offerings"].append(
            {**pattern, "slug": "talk", "facilitators": hour["facilitators"], "schedule": schedule}
        )
    return yaml.safe_dump(studio)


@pytest.fixture(scope="module")
def crossing(tmp_path_factory) -> Iterator[tuple[Installation, list[Prize]]]:
    folder, wanted = tmp_path_factory.mktemp("crossings"), prizes()
    file = folder / "crossing.yaml"
    file.write_text(studio_of(wanted))
    template = Template(folder, studio=file, starts_at=NOW, postgresql=test_settings.POSTGRESQL)
    installation = template.installation()
    installation.start_web()
    visitor = Connection(installation.port)
    for prize in wanted:
        sessions = visitor.get(f"/api/v1/offerings/{prize.name}/sessions/").json()["results"]
        prize.session = sessions[0]["reference"]
        changed = folder / f"{prize.name}.yaml"
        changed.write_text(studio_of(wanted, talk_at=prize.starts_at))
        prize.studio = str(changed)
    visitor.close()
    yield installation, wanted
    installation.stop()


@pytest.mark.parametrize("ways", PAIRS, ids="-".join)
def test_two_ways_at_once_keep_every_promise(crossing, ways):
    installation, wanted = crossing
    prize = wanted[PAIRS.index(ways)]
    if ALL_TAKEN & set(ways):
        sell_out(installation, prize)
    answers = run(rush_both(installation, prize, ways, clients=SIZES.crossing_clients))
    given = {status for statuses in answers.values() for status in statuses}
    assert given <= {200, 201, *REFUSALS}, answers
    taken = seats_sold(installation, slug=prize.name)
    assert taken <= PLACES
    if not ALL_TAKEN & set(ways) and BOOKING.keys() & set(ways):
        assert taken == PLACES
    assert double_booked(installation) == 0
    assert "Traceback" not in installation.log()


def sell_out(installation: Installation, prize: Prize) -> None:
    """All five places and the hour are sold, to people who may cancel."""
    early = Connection(installation.port)
    for number in (0, 2, 4, 6, 8, 1):
        body = {**prize.wish(number), "customer": {"name": f"Early {number}", "email": f"early{number}@example.com"}}
        answer = early.post_json("/api/v1/bookings/", body)
        assert answer.status == 201, answer.text()
        prize.held.append(answer.json())
    early.close()


def test_everything_agrees_after_all_crossings(crossing):
    installation, _ = crossing
    assert "Traceback" not in installation.log()
    installation.manage("check_consistency")
    if test_settings.POSTGRESQL:
        log = Path(test_settings.PG_SERVER.log).read_text(errors="replace")
        assert "deadlock detected" not in log
    told = {"pairs": len(PAIRS), "clients_each": SIZES.crossing_clients, "overlaps": double_booked(installation)}
    print_figure("crossings", database=connection.vendor, **told)
