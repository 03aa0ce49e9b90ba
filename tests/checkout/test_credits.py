"""Credits are bought in the same till, where there are no times to choose (PAY-6)."""

from decimal import Decimal

import pytest

from booking.core.money import Money
from booking.offerings.services import Tier, save_offering
from booking.reservations.models import Booking

from .conftest import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def packs(studio) -> None:
    ten = Tier("ten", "Ten credits", Money(10000, "CHF"), Decimal("8.1"), "date", credits=10, valid_days=180)
    save_offering("credits", details={"kind": "credits", "name": "Credits"}, tiers=[ten])


def test_credits_are_bought_without_choosing_a_time(packs, till):
    page = text_of(till.get("/book/credits/"))
    assert ("CHF 100.00" in page, "Timezone" in page) == (True, False)
    done = till.book("credits")
    assert done.status_code == 303
    booking = Booking.objects.get()
    assert (booking.status, booking.sessions_total) == ("confirmed", 0)
    shown = text_of(till.get(done["Location"]))
    assert ("Thank you for your order" in shown, "Add to calendar" in shown) == (True, False)


def test_the_details_say_nothing_of_times(packs, till):
    page = text_of(till.get(till.details_path("credits", quantity="2")))
    assert [text in page for text in ("CHF 200.00", "When", "Where", "Choose another time", "Person 2")] == [
        True,
        False,
        False,
        False,
        False,
    ]
