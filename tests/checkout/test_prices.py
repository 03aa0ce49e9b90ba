"""Promotion codes in the till, and that nobody pays what they were not shown (PAY-8, PAY-9)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from booking.core.clock import frozen_at
from booking.offerings.models import Variant
from booking.pricing.models import Coupon
from booking.pricing.services import save_coupon
from booking.reservations.models import Booking
from tests.conftest import NOW

from .conftest import DETAILS, confirm_path, hidden, text_of
from .test_flow import HALF_PAST, TEN, book_now

APPLIED, UNKNOWN = "Promotion code TENTH", "We do not know this code."


@pytest.fixture
def tenth(studio) -> Coupon:
    return save_coupon("TENTH", details={"percent": Decimal(10)})


def test_apply_shows_the_price_and_keeps_what_was_typed(till, tenth):
    state = till.open_details("coaching", TEN)
    shown = till.post("/book/coaching/details/", {**DETAILS, "state": state, "coupon": "tenth", "apply": "yes"})
    text = text_of(shown)
    assert (shown.status_code, APPLIED in text, "CHF \N{MINUS SIGN}12.00" in text, "CHF 108.00" in text) == (
        200,
        True,
        True,
        True,
    )
    assert ('value="mia@example.com"' in text, "error-summary" in text) == (True, False)
    assert (Booking.objects.count(), Coupon.objects.latest("pk").used) == (0, 0)


def test_apply_needs_no_details_yet_and_says_why_a_code_does_not_hold(till, tenth):
    state = till.open_details("coaching", TEN)
    shown = till.post("/book/coaching/details/", {"state": state, "coupon": "nonsense", "apply": "yes"})
    text = text_of(shown)
    assert (shown.status_code, UNKNOWN in text, "CHF 120.00" in text, "error-summary" in text) == (
        200,
        True,
        True,
        False,
    )


def test_a_code_is_used_with_the_hold_and_changed_by_correcting(till, tenth):
    summary = till.hold("coaching", TEN, coupon="Tenth")
    assert APPLIED in text_of(summary)
    correct = till.get(text_of(summary).partition('<p><a href="')[2].partition('"')[0])
    assert 'value="TENTH"' in text_of(correct)
    state = hidden(correct, "state")
    again = till.post("/book/coaching/details/", {**DETAILS, "state": state, "coupon": ""})
    assert (APPLIED in text_of(again), Coupon.objects.latest("pk").used) == (False, 0)
    till.post(confirm_path(again), {"provider": "transfer"})
    assert Booking.objects.get(status="confirmed").order.total == 12000


def test_an_unknown_code_is_refused_beside_its_field(till, tenth):
    refused = till.hold("coaching", TEN, coupon="nonsense")
    text = text_of(refused)
    assert (refused.status_code, f"Promotion code: {UNKNOWN}" in text, Booking.objects.count()) == (422, True, 0)


def test_a_link_brings_its_code_along(till, tenth):
    assert "coupon=TENTH" in text_of(till.get("/book/coaching/", coupon="TENTH", day="2027-01-05"))
    details = text_of(till.get(till.details_path("coaching", TEN, coupon="TENTH")))
    assert (APPLIED in details, 'value="TENTH"' in details) == (True, True)


def test_book_now_costs_what_stood_beside_it(till, tenth):
    details = till.get(till.details_path("coaching", TEN))
    Variant.objects.filter(slug="single").update(price=15000)
    answer = book_now(till, hidden(details, "state"), quote=hidden(details, "quote"))
    assert (answer.status_code, Booking.objects.get().order.total) == (303, 12000)


def test_book_now_with_a_price_of_long_ago_shows_it_again(till, tenth):
    details = till.get(till.details_path("coaching", TEN))
    state, quote = hidden(details, "state"), hidden(details, "quote")
    with frozen_at(NOW + timedelta(minutes=31)):
        answer = book_now(till, state, quote=quote)
        assert (answer.status_code, "Please look at it again." in text_of(answer)) == (409, True)
        assert Booking.objects.count() == 0
        assert book_now(till, hidden(answer, "state"), quote=hidden(answer, "quote")).status_code == 303


def test_book_now_takes_a_code_that_was_not_applied_and_makes_it_free(till, studio):
    save_coupon("GIFT", details={"percent": Decimal(100)})
    details = till.get(till.details_path("coaching", TEN))
    answer = book_now(till, hidden(details, "state"), quote=hidden(details, "quote"), coupon="gift")
    assert (answer.status_code, Booking.objects.get().payment_provider) == (303, "free")


def test_starting_over_is_not_kept_out_by_ones_own_use(till, studio):
    save_coupon("ONCE", details={"percent": Decimal(10), "limit": 1, "most_per_customer": 1})
    assert "Promotion code ONCE" in text_of(till.hold("coaching", TEN, coupon="once"))
    assert "Promotion code ONCE" in text_of(till.hold("coaching", HALF_PAST, coupon="once"))
    assert list(Booking.objects.order_by("pk").values_list("status", flat=True)) == ["expired", "reserved"]
    assert Coupon.objects.latest("pk").used == 1
