"""Codes, phases and quotes that are kept, over the API (PAY-8, PAY-9, H9)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from booking.core.clock import frozen_at
from booking.offerings.models import Variant
from booking.pricing.models import Coupon, Use
from booking.pricing.services import save_coupon, save_phases
from booking.reservations.models import Booking
from tests.api.conftest import assert_problem, assert_shape
from tests.api.test_bookings import BOOKINGS, QUOTES, chf, post
from tests.conftest import NOW

WISH = {"offering": "coaching", "variant": "single"}


@pytest.fixture
def tenth(studio) -> Coupon:
    return save_coupon("TENTH", details={"percent": Decimal(10), "limit": 1, "most_per_customer": 1})


@pytest.fixture
def quoted(api):
    """A quote's document for one lesson."""

    def ask(**changes) -> dict:
        answer = post(api, QUOTES, {**WISH, **changes})
        assert answer.status_code == 200, answer.content
        assert_shape(answer.json(), "Quote")
        return answer.json()

    return ask


def test_a_quote_shows_what_a_code_takes_off(quoted, tenth):
    quote = quoted(coupon="tenth", email="eve@example.com")
    (line,) = quote["adjustments"]
    assert (line["description"], line["total"], quote["total"]) == (
        "Promotion code TENTH",
        chf("-12.00"),
        chf("108.00"),
    )
    assert (quote["taxes"], quote["expires_at"]) == (
        [{"rate": "8.10", "tax": chf("8.09")}],
        "2027-01-04T09:30:00+01:00",
    )


def test_a_booking_with_a_code_has_the_line_on_its_order(api, book, body, tenth):
    made = book(coupon="Tenth")
    assert_shape(made, "NewBooking")
    assert [line["total"] for line in made["order"]["lines"]] == [chf("120.00"), chf("-12.00")]
    again = {"coupon": "tenth", "starts_at": "2027-01-19T09:00:00+01:00"}
    problem = assert_problem(post(api, BOOKINGS, body(**again)), status=422, code="validation")
    assert problem["fields"] == {"coupon": ["This code has been used up."]}
    assert (Booking.objects.count(), Use.objects.count()) == (1, 1)


def test_a_quoted_price_is_kept_although_prices_rise(api, book, body, quoted):
    quote = quoted()["quote"]
    Variant.objects.filter(slug="single").update(price=15000)
    made = book(quote=quote)
    assert made["order"]["total"] == chf("120.00")
    assert book(starts_at="2027-01-19T09:00:00+01:00")["order"]["total"] == chf("150.00")


def test_a_quote_that_ran_out_is_refused(api, body, quoted):
    quote = quoted()["quote"]
    with frozen_at(NOW + timedelta(minutes=30)):
        assert_problem(post(api, BOOKINGS, body(quote=quote)), status=409, code="quote_expired")
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"variant": "pack-4"},
        {"instructor": "ana-keller"},
        {"coupon": "TENTH"},
        {"offering": "tuesday-flow", "variant": "drop-in"},
        {"quantity": 2},
    ],
)
def test_a_quote_for_something_else_is_refused(api, body, quoted, tenth, change):
    quote = quoted(**change)["quote"]
    problem = assert_problem(post(api, BOOKINGS, body(quote=quote)), status=422, code="validation")
    assert set(problem["fields"]) == {"quote"}


def test_a_changed_quote_is_refused(api, body, quoted):
    quote = quoted()["quote"]
    for broken in (f"{quote[:-1]}{'a' if quote[-1] != 'a' else 'b'}", f"x{quote}", "nonsense", ":::"):
        problem = assert_problem(post(api, BOOKINGS, body(quote=broken)), status=422, code="validation")
        assert set(problem["fields"]) == {"quote"}
    assert Booking.objects.count() == 0


def test_a_kept_price_takes_the_use_of_its_code_all_the_same(api, book, body, quoted, tenth):
    first, second = quoted(coupon="TENTH")["quote"], quoted(coupon="TENTH")["quote"]
    book(quote=first, coupon="TENTH")
    late = body(quote=second, coupon="TENTH", customer={"name": "Bo", "email": "bo@example.com"})
    late["starts_at"] = "2027-01-19T09:00:00+01:00"
    assert_problem(post(api, BOOKINGS, late), status=422, code="validation")
    assert Coupon.objects.latest("pk").used == 1


def test_a_kept_price_of_a_phase_that_is_full_is_refused(api, book, body, quoted):
    variant = Variant.objects.get(offering__slug="coaching", slug="single")
    variant.phases = [{"name": "Early", "from": None, "until": None, "places": 1, "price": 9000, "percent": None}]
    variant.save()
    save_phases([variant])
    quote = quoted()
    assert quote["total"] == chf("90.00")
    book()
    late = body(quote=quote["quote"], starts_at="2027-01-19T09:00:00+01:00")
    assert_problem(post(api, BOOKINGS, late), status=409, code="price_changed")
    assert quoted()["total"] == chf("120.00")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"price": "1.00"}, 400),
        ({"total": {"amount": "1.00", "currency": "EUR"}}, 400),
        ({"currency": "EUR"}, 400),
        ({"quantity": -1}, 422),
        ({"quote": 7}, 400),
        ({"quote": ["x"]}, 400),
        ({"coupon": 10}, 400),
        ({"coupon": "x" * 41}, 422),
    ],
)
def test_prices_are_never_the_clients(api, body, tenth, change, status):
    assert post(api, BOOKINGS, body(**change)).status_code == status
    assert (Booking.objects.count(), Use.objects.count()) == (0, 0)
