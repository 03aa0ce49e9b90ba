"""Credits over the API: what has no times is bought without one (PAY-6)."""

from decimal import Decimal

import pytest

from booking.core.money import Money
from booking.offerings.services import Tier, save_offering

PACK = {"offering": "credits", "variant": "ten", "starts_at": None, "answers": None}


@pytest.fixture
def packs(studio) -> None:
    ten = Tier("ten", "Ten credits", Money(10000, "CHF"), Decimal("8.1"), "date", credits=10, valid_days=180)
    save_offering("credits", details={"kind": "credits", "name": "Credits"}, tiers=[ten])


def test_credits_are_bought(packs, api, book):
    assert api.get("/api/v1/offerings/credits/").json()["books"] == "nothing"
    quote = {"offering": "credits", "variant": "ten", "quantity": 2}
    answer = api.post("/api/v1/quotes/", quote, content_type="application/json")
    assert (answer.status_code, answer.json()["total"]["amount"]) == (200, "200.00")
    bought = book(**PACK)
    assert (bought["status"], bought["sessions"], bought["progress"]["total"]) == ("confirmed", [], 0)


def test_times_are_refused_where_there_are_none(packs, api, body):
    for name, value in {"session": "ABC", "starts_at": "2027-01-18T09:00:00+01:00"}.items():
        answer = api.post("/api/v1/bookings/", body(**{**PACK, name: value}), content_type="application/json")
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [name])
    for path in ("slots", "sessions"):
        asked = {"from": "2027-01-18", "to": "2027-01-19"}
        assert api.get(f"/api/v1/offerings/credits/{path}/", asked).status_code == 422
