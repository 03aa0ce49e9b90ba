"""Landing pages of what there is nothing to come to, such as credits."""

import pytest

from booking.core.clock import now
from booking.offerings.models import Offering, Variant
from booking.pages.services.seed import seed_pages

pytestmark = pytest.mark.django_db


def test_credits_are_offered_to_buy_and_speak_of_no_dates(studio, home, visitor):
    card = Offering.objects.create(slug="card", kind="credits", name="Card", summary="Ten evenings.")
    tier = {"slug": "ten", "name": "Ten", "price": 25000, "currency": "CHF", "vat_rate": 8, "scope": "date"}
    Variant.objects.create(offering=card, credits=10, valid_days=365, **tier)
    seed_pages(home, organization=studio, now=now())
    page = visitor.get("/offerings/card/").content.decode()
    assert "Buy" in page
    assert 'href="/book/card/?variant=ten"' in page
    assert "See dates" not in page
    assert "Dates</h2>" not in page
