"""Two hundred people and too few places (CAP-4, SCH-5), with and without the protection."""

import httpx
import pytest

from tests.races.crowd import CLIENTS, double_booked, rush, seats_sold

pytestmark = pytest.mark.race

BASE = {"timezone": "Europe/Zurich", "payment": {"provider": "transfer"}}


def five_places(installation) -> dict:
    sessions = httpx.get(f"{installation.url()}/api/v1/offerings/class/sessions/").json()["results"]
    return {**BASE, "offering": "class", "variant": "seat", "session": sessions[0]["reference"]}


ONE_HOUR = {**BASE, "offering": "hour", "variant": "single", "starts_at": "2027-01-12T10:00:00+01:00"}


def test_two_hundred_people_buy_exactly_five_places(crowded):
    installation = crowded()
    outcome = rush(installation, five_places(installation))
    assert outcome.answers == {(201, ""): 5, (409, "sold_out"): CLIENTS - 5}
    assert seats_sold(installation, slug="class") == 5
    assert outcome.slowest < 15


def test_two_hundred_people_book_exactly_one_hour(crowded):
    installation = crowded()
    outcome = rush(installation, ONE_HOUR)
    assert outcome.answers == {(201, ""): 1, (409, "slot_taken"): CLIENTS - 1}
    assert (seats_sold(installation, slug="hour"), double_booked(installation)) == (1, 0)
    assert outcome.slowest < 15


def test_without_the_protection_places_are_oversold(crowded):
    installation = crowded(unsafe=True)
    rush(installation, five_places(installation))
    assert seats_sold(installation, slug="class") > 5


def test_without_the_protection_an_hour_is_booked_twice(crowded):
    installation = crowded(unsafe=True)
    rush(installation, ONE_HOUR)
    assert double_booked(installation) > 0
