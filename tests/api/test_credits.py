"""Credits over the API: what has no times is bought without one (PAY-6)."""

from decimal import Decimal

import pytest

from booking.core.money import Money
from booking.credits.selectors import code_of
from booking.credits.services import Grant, grant
from booking.credits.states import CREDIT
from booking.offerings.models import Variant
from booking.offerings.services import Tier, save_offering
from booking.people.services import save_customer
from tests.api.conftest import assert_problem, assert_shape

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


def test_a_class_is_paid_with_a_code(studio, api, class_body, now):
    Variant.objects.filter(slug="drop-in").update(credit_price=1)
    eve = save_customer(name="Eve", email="eve@example.com", now=now)
    wallet = grant(eve, what=Grant(CREDIT, 1, source="gift"), actor="system", now=now).wallet
    asked = class_body(payment={"provider": "credits", "code": code_of(wallet)})
    answers = [api.post("/api/v1/bookings/", asked, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[0].json()["payment"] == {"provider": "credits", "status": "completed", "next": None}
    assert (answers[1].json()["code"], answers[1].json()["left"]) == ("not_enough_credits", 0)
    asked["payment"]["code"] = "AAAA"
    unknown = api.post("/api/v1/bookings/", asked, content_type="application/json")
    assert (unknown.status_code, list(unknown.json()["fields"])) == (422, ["payment.code"])


def test_managers_give_and_take_off(api, bearer, book):
    book()
    owner = {**bearer("owner"), "Idempotency-Key": "first"}
    given = {"email": "Eve@example.com", "credits": 3, "reason": "The heating was off", "valid_days": 30}

    def adjust(headers, **changes):
        return api.post("/api/v1/credits/", {**given, **changes}, headers=headers, content_type="application/json")

    first, again = (adjust(owner) for _ in range(2))
    assert_shape(first.json(), "Wallet")
    assert (first.status_code, first.json()) == (200, again.json())
    headers = bearer("owner")
    assert adjust(headers, credits=-1, reason="A mistake").json()["credits"] == 2
    assert_problem(adjust(headers, credits=-3), status=409, code="not_enough_credits")
    for wrong in ({"credits": 0}, {"email": "nobody@example.com"}):
        assert list(assert_problem(adjust(headers, **wrong), status=422, code="validation")["fields"])
    shown = api.get("/api/v1/credits/", {"email": "eve@example.com"}, headers=headers).json()
    assert_shape(shown, "WalletPage")
    assert [(row["email"], row["credits"]) for row in shown["results"]] == [("eve@example.com", 2)]


def test_nobody_else_adjusts_credits(api, bearer):
    assert api.get("/api/v1/credits/").status_code == 401
    for headers in (bearer("ana"), bearer("owner", "bookings:read")):
        assert_problem(api.get("/api/v1/credits/", headers=headers), status=403, code="not_allowed")
