"""What a price costs today, as pages, lists and the API tell it (CAT-11, PPL-1)."""

from datetime import timedelta

import pytest
from django.test import Client

from booking.offerings.models import Offering, Variant
from booking.pricing.labels import prices_now
from booking.pricing.services import save_phases

PHASE = {"from": None, "until": None, "places": None, "price": None, "percent": None}
EARLY = {**PHASE, "name": "Early bird", "until": "2027-01-31", "places": 4, "price": 2000}


@pytest.fixture
def early(studio) -> Variant:
    variant = Variant.objects.get(slug="drop-in")
    variant.phases = [EARLY, {**PHASE, "name": "Late", "from": "2027-03-01", "price": 3200}]
    variant.save()
    save_phases([variant])
    return variant


def told(variant, *, now) -> tuple[str, str]:
    (price,) = prices_now([variant], offering=variant.offering, now=now)
    return str(price.price), price.phase_label


def test_a_phase_is_told_with_its_last_day_and_its_places(early, now):
    assert told(early, now=now) == ("CHF 20.00", "Early bird until 31 January 2027, 4 places left")
    assert told(early, now=now + timedelta(days=40)) == ("CHF 28.00", "")
    assert told(early, now=now + timedelta(days=80)) == ("CHF 32.00", "Late")


def test_a_rate_is_told_for_the_length(studio, now):
    Offering.objects.filter(slug="coaching").update(price_from="rate")
    single, pack = Variant.objects.filter(offering__slug="coaching").order_by("pk")
    assert (told(single, now=now), told(pack, now=now)) == (("CHF 120.00", ""), ("CHF 480.00", ""))


def test_the_api_and_the_till_tell_the_price_of_today(early):
    client = Client()
    offering = client.get("/api/v1/offerings/tuesday-flow/").json()
    (variant,) = offering["variants"]
    assert (variant["price"]["amount"], variant["regular_price"]["amount"]) == ("20.00", "28.00")
    assert variant["phase"] == {"name": "Early bird", "until": "2027-01-31", "places_left": 4}
    sessions = client.get("/api/v1/offerings/tuesday-flow/sessions/").json()["results"]
    assert {row["price"]["amount"] for row in sessions + offering["next_sessions"]} == {"20.00"}
    assert "CHF 20.00" in client.get("/book/tuesday-flow/").content.decode()
