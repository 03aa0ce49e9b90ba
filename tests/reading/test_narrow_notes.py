"""What is booked leaves kept answers about anything else alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking.calendars.models import Entry, Owner
from booking.core.changes import forget_all
from booking.offerings.selectors import find_offering
from booking.reservations.models import Booking
from booking.reservations.services import BookingRequest, book, cancel_booking, hold_booking
from booking.reservations.services.expire import expire_overdue
from booking.reservations.slots import find_slots
from booking.scheduling.models import Session
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

_SLOTS = "/api/v1/offerings/{}/slots/?from=2027-01-05&to=2027-01-12"
OF_ANA = {_SLOTS.format("coaching"), _SLOTS.format("lesson"), "/offerings/coaching/", "/offerings/lesson/"}
OF_BEN = {_SLOTS.format("lesson") + "&instructor=ben-lind"}
OF_CLASS = {"/api/v1/offerings/tuesday-flow/sessions/", "/api/v1/offerings/tuesday-flow/", "/offerings/tuesday-flow/"}
OF_CIRCLE = {"/api/v1/offerings/open-circle/sessions/", "/offerings/open-circle/"}
OF_PLACES = {"/api/v1/offerings/", "/schedule/"}
OF_DATES = {"/", "/offerings/", "/people/ben-lind/", "/schedule.ics"}
EVERYTHING = OF_ANA | OF_BEN | OF_CLASS | OF_CIRCLE | OF_PLACES | OF_DATES


@pytest.fixture
def made_old(settings, in_another_process):
    """Which answers have to be computed anew after a change."""
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, (10**9, 60))
    visitor = Client(headers={"host": "harbour.localhost"})

    def old_after(change) -> set[str]:
        forget_all()
        assert {visitor.get(address).status_code for address in EVERYTHING} == {200}
        in_another_process(change)
        return {address for address in EVERYTHING if _reads(visitor, address)}

    return old_after


def _reads(visitor: Client, address: str) -> bool:
    with CaptureQueriesContext(connection) as queries:
        visitor.get(address)
    return any(" FROM " in query["sql"] and "core_change" not in query["sql"] for query in queries)


def _request(slug: str, **values) -> BookingRequest:
    offering = find_offering(slug)
    answers = {"goals": "Sleep better", "consent": True} if offering.form else {}
    person = {"name": "Eve", "email": "eve@example.com", "timezone": "Europe/Zurich", "source": "api"}
    return BookingRequest(offering=offering, variant=offering.variants.first(), answers=answers, **person, **values)


def _place() -> BookingRequest:
    date = Session.objects.filter(offering__slug="tuesday-flow", starts_at__gt=NOW).order_by("starts_at").first()
    return _request("tuesday-flow", sessions=(date.reference,))


def _time(slug: str) -> BookingRequest:
    offering = find_offering(slug)
    [slot, *_] = find_slots(offering, after=NOW, before=NOW + timedelta(days=20), now=NOW)
    return _request(slug, starts_at=(slot.start,))


def test_a_place_of_a_class_concerns_what_shows_places_of_it(made_old, studio):
    assert made_old(lambda: book(_place(), provider="transfer", actor="eve", now=NOW)) == OF_CLASS | OF_PLACES
    assert made_old(lambda: cancel_booking(Booking.objects.get(), actor="eve", now=NOW)) == OF_CLASS | OF_PLACES
    assert made_old(lambda: hold_booking(_place(), now=NOW)) == OF_CLASS | OF_PLACES
    assert made_old(lambda: expire_overdue(now=NOW + timedelta(hours=1))) == OF_CLASS | OF_PLACES


def test_a_time_of_somebody_concerns_who_waits_for_it(made_old, studio):
    assert made_old(lambda: book(_time("coaching"), provider="transfer", actor="eve", now=NOW)) == OF_ANA
    assert made_old(lambda: cancel_booking(Booking.objects.get(), actor="eve", now=NOW)) == OF_ANA


def test_time_that_passes_to_another_concerns_both(made_old, studio):
    ana, ben = Owner.objects.get(instructor__slug="ana-keller"), Owner.objects.get(instructor__slug="ben-lind")
    span = {"starts_at": NOW + timedelta(days=2), "ends_at": NOW + timedelta(days=3)}
    Entry.objects.create(owner=ana, source_kind="external", source_id=1, is_tentative=True, **span)
    passed_on = made_old(lambda: Entry.objects.filter(source_kind="external").update(owner=ben))
    assert passed_on == OF_ANA | OF_BEN


def test_a_date_that_changes_concerns_what_shows_dates_of_it(made_old, studio):
    dates = Session.objects.filter(offering__slug="tuesday-flow")
    assert made_old(lambda: dates.update(title="Outside")) == OF_CLASS | OF_PLACES | OF_DATES


def test_what_is_offered_concerns_everything(made_old, studio):
    assert made_old(lambda: Owner.objects.update(buffer_after=5)) == EVERYTHING
