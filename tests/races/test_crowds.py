"""Two hundred people and too few places (CAP-4, SCH-5), with and without the protection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import httpx
import pytest
from django.db import connection

from tests.figures import print_figure
from tests.races.crowd import CLIENTS, double_booked, rush, seats_sold
from tests.races.paths import BASE
from tests.servers import Installation
from tests.sizes import LONG, SIZES

pytestmark = [pytest.mark.race, pytest.mark.soak]

# On a machine that does nothing else; in the short form the other tests run beside it.
SLOWEST_SECONDS = 3 if LONG else 30
AFTER_ALL_ROUNDS = 110


@dataclass(frozen=True)
class Scarcity:
    """Something a crowd wants, anew every round; `body` is the wish, `sold` how many may have it."""

    name: str
    sold: int
    refusal: str
    body: Callable[[Installation, int], dict]


def places_of(installation: Installation, number: int) -> dict:
    """Five places of another date of the class."""
    first, last = date(2027, 1, 30), date(2027, 12, 31)
    url = f"{installation.url()}/api/v1/offerings/class/sessions/?from={first}&to={last}"
    found = []
    while url and len(found) <= number:
        page = httpx.get(url).raise_for_status().json()
        found, url = found + page["results"], page["next"]
    return {**BASE, "offering": "class", "variant": "seat", "session": found[number]["reference"]}


def hour_of(offering: str, *, from_week: int) -> Callable[[Installation, int], dict]:
    """Another working hour of those who hold the offering."""

    def body(installation: Installation, number: int) -> dict:
        week, hour = divmod(number, 35)
        day, hour = divmod(hour, 7)
        starts = datetime(2027, 1, 11, 9 + hour) + timedelta(weeks=from_week + week, days=day)
        return {**BASE, "offering": offering, "variant": "single", "starts_at": f"{starts.isoformat()}+01:00"}

    return body


SCARCITIES = [
    Scarcity("class", 5, "sold_out", places_of),
    Scarcity("hour", 1, "slot_taken", hour_of("hour", from_week=0)),
    Scarcity("lesson", 3, "slot_taken", hour_of("lesson", from_week=0)),
    Scarcity("recording", 2, "slot_taken", hour_of("recording", from_week=4)),
]
by_name = pytest.mark.parametrize("wanted", SCARCITIES, ids=lambda wanted: wanted.name)


@by_name
def test_two_hundred_people_get_exactly_what_there_is(guarded, wanted):
    slowest = []
    for number in range(SIZES.crowd_rounds):
        outcome = rush(guarded, wanted.body(guarded, number))
        assert outcome.answers == {(201, ""): wanted.sold, (409, wanted.refusal): CLIENTS - wanted.sold}
        slowest.append(outcome.slowest)
    rounds = len(slowest)
    assert (seats_sold(guarded, slug=wanted.name), double_booked(guarded)) == (rounds * wanted.sold, 0)
    told = {"rounds": rounds, "clients": CLIENTS, "sold_each": wanted.sold, "slowest_seconds": round(max(slowest), 2)}
    print_figure(f"crowd_{wanted.name}", database=connection.vendor, **told)
    assert max(slowest) < SLOWEST_SECONDS


@by_name
def test_without_the_protection_too_much_is_sold(unguarded, wanted):
    rush(unguarded, wanted.body(unguarded, 0))
    assert seats_sold(unguarded, slug=wanted.name) > wanted.sold


def test_the_same_key_a_hundred_times_at_once_is_one_booking(guarded):
    customer = {"name": "Client 0", "email": "client0@example.com"}
    body, before = {**places_of(guarded, AFTER_ALL_ROUNDS), "customer": customer}, seats_sold(guarded, slug="class")
    with ThreadPoolExecutor(CLIENTS // 2) as pool, httpx.Client(base_url=guarded.url(), timeout=60) as client:
        key = {"Idempotency-Key": "the same for all"}
        futures = [pool.submit(client.post, "/api/v1/bookings/", json=body, headers=key) for _ in range(CLIENTS // 2)]
        answers = [future.result() for future in futures]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert seats_sold(guarded, slug="class") == before + 1


def test_without_a_key_every_request_is_a_booking_of_its_own(guarded):
    outcome = rush(guarded, places_of(guarded, AFTER_ALL_ROUNDS + 1), clients=4)
    assert outcome.answers == {(201, ""): 4}
