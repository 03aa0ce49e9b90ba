import pytest
from django.test import Client

from booking.accounts.models import Organization
from booking.core.clock import now
from booking.offerings.models import Offering, Variant
from booking.pages.models import OfferingIndexPage
from booking.pages.services.seed import seed_pages
from home.models import HomePage


@pytest.fixture
def home(studio) -> HomePage:
    """The harbour's home page with everything the loader made below it."""
    return HomePage.objects.get(organization=studio)


@pytest.fixture
def visitor(home) -> Client:
    """Somebody who opens the harbour's site on its own host name."""
    return Client(headers={"host": "harbour.localhost"})


@pytest.fixture
def listing(home) -> OfferingIndexPage:
    return OfferingIndexPage.objects.child_of(home).get()


@pytest.fixture
def add_offerings(studio, home):
    """Add this many public events, each with a price and a page."""

    def add(count: int) -> None:
        for number in range(count):
            offering = Offering.objects.create(slug=f"more-{number}", kind="event", name=f"More {number}", lengths=[60])
            Variant.objects.create(
                offering=offering, slug="seat", name="Seat", price=1000, currency="CHF", vat_rate=8, scope="date"
            )
        seed_pages(home, organization=Organization.objects.get(pk=studio.pk), now=now())

    return add
