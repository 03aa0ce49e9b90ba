from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from booking.offerings.selectors import find_offering
from booking.people.models import Instructor
from booking.reservations.models import Booking
from booking.reservations.services import BookingRequest, book
from booking.scheduling.models import Session

NEXT_TUESDAY = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
PAID = {"provider": "transfer", "actor": "customer"}
ANSWERS = {"goals": "Sleep better", "consent": True}


@pytest.fixture
def ask(studio) -> Callable[..., BookingRequest]:
    """A request for an offering of the studio; a date of a class is its first by default."""

    def ask_for(slug: str, *, variant: str | None = None, **values) -> BookingRequest:
        offering = find_offering(slug)
        variants = {v.slug: v for v in offering.variants.all()}
        if "starts_at" not in values and "sessions" not in values and slug in {"tuesday-flow", "open-circle"}:
            first = Session.objects.filter(offering=offering).order_by("starts_at").first()
            values["sessions"] = (first.reference,)
        if offering.form:
            values.setdefault("answers", ANSWERS)
        details = {"name": "Eve", "email": "eve@example.com", "timezone": "Europe/Zurich", "source": "api", **values}
        return BookingRequest(offering=offering, variant=variants[variant or next(iter(variants))], **details)

    return ask_for


@pytest.fixture
def asked(studio, ask, now):
    """Asks Ana for a time."""
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.firm = False
    ana.schedule.save()

    def make(start=NEXT_TUESDAY, **values) -> Booking:
        return book(ask("coaching", starts_at=(start,), **values), **PAID, now=now).booking

    return make
