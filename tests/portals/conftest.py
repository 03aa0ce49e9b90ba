import pytest
from django.test import Client

from booking.offerings.models import Variant
from booking.reservations.selectors import manage_url
from booking.reservations.services import BookingRequest, book


@pytest.fixture
def make_booking(studio, now):
    """Books as the page does; returns the booking and the paths of its pages."""

    def make(slug="coaching", *, variant="", provider="transfer", **changes):
        variants = Variant.objects.filter(offering__slug=slug).order_by("position")
        variant = variants.get(slug=variant) if variant else variants.first()
        asked = {
            "name": "Mia <i>Weber</i>",
            "email": "mia@example.com",
            "timezone": "Asia/Tokyo",
            "source": "page",
            "answers": {"goals": "Sleep", "injuries": "left <b>knee</b>", "consent": True}
            if slug == "coaching"
            else {},
            **changes,
        }
        request = BookingRequest(offering=variant.offering, variant=variant, **asked)
        return book(request, provider=provider, actor="customer", now=now).booking

    return make


@pytest.fixture
def visitor(studio):
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def page_of():
    """The path of a page of a booking, with its secret."""

    def path(booking, page=""):
        return manage_url(booking).replace("/?", f"/{page}?")

    return path
