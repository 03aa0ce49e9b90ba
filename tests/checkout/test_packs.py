"""Packs in the till: the rest later, and what to do about a date that is taken (BKG-6, H24)."""

import re

import pytest
from django.db.models import F

from booking.offerings.models import Variant
from booking.reservations.models import Booking, Seat
from booking.scheduling.models import Session

from .conftest import DETAILS, text_of

TEN = "2027-01-05T09:00:00+00:00"
IN_TWO_WEEKS = "2027-01-19T09:00:00+00:00"


def starts_of(booking):
    seats = Seat.objects.filter(booking=booking).order_by("session__starts_at")
    return [start.date().isoformat() for start in seats.values_list("session__starts_at", flat=True)]


def test_some_dates_are_chosen_now_and_the_rest_later(till):
    Variant.objects.filter(slug="pack-4").update(cadence="none")
    first = till.get("/book/coaching/", variant="pack-4", day="2027-01-05", picked=TEN)
    assert "You have chosen 1 of 4 dates." in text_of(first)
    [enough] = re.findall(r'href="(/book/coaching/details/[^"]+)">Choose the rest later', text_of(first))
    form = till.get(enough)
    assert "3 more sessions, chosen later" in text_of(form)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_pack_with_a_date_that_is_taken_is_kept_without_it_if_the_customer_says_so(till):
    state = till.open_details("coaching", TEN, variant="pack-4")
    till.book("coaching", IN_TWO_WEEKS, email="faster@example.com", name="Faster")
    gone = till.post("/book/coaching/details/", {**DETAILS, "state": state})
    assert (gone.status_code, Booking.objects.count()) == (409, 1)
    [kept] = re.findall(r'name="state" value="([^"]+)">Keep the other dates and choose one later', text_of(gone))
    sent = {**DETAILS, "provider": "transfer", "now": "yes", "state": kept}
    assert till.post("/book/coaching/details/", sent).status_code == 303
    assert starts_of(Booking.objects.latest("pk")) == ["2027-01-05", "2027-01-12", "2027-01-26"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_date_that_went_while_the_form_was_filled_in_is_replaced_by_one_button(till):
    state = till.open_details("coaching", TEN, variant="pack-4")
    till.book("coaching", IN_TWO_WEEKS, email="faster@example.com", name="Faster")
    gone = till.post("/book/coaching/details/", {**DETAILS, "state": state})
    [other] = re.findall(r'name="state" value="([^"]+)">Tuesday 19 January 2027, 11:00', text_of(gone))
    sent = {**DETAILS, "provider": "transfer", "now": "yes", "state": other}
    assert till.post("/book/coaching/details/", sent).status_code == 303
    assert starts_of(Booking.objects.latest("pk")) == ["2027-01-05", "2027-01-12", "2027-01-19", "2027-01-26"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_full_date_of_several_is_replaced_or_chosen_later(till):
    Variant.objects.filter(slug="drop-in").update(sessions=2, cadence="none")
    first, second, third, *_ = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")
    state = till.open_details("tuesday-flow", first.reference, second.reference)
    Session.objects.filter(pk=second.pk).update(taken=F("capacity"))
    gone = till.post("/book/tuesday-flow/details/", {**DETAILS, "state": state})
    assert (gone.status_code, "Keep the other dates and choose one later" in text_of(gone)) == (409, True)
    [other] = re.findall(r'name="state" value="([^"]+)">Tuesday 19 January 2027, 18:00', text_of(gone))
    sent = {**DETAILS, "provider": "transfer", "now": "yes", "state": other}
    assert till.post("/book/tuesday-flow/details/", sent).status_code == 303
    assert starts_of(Booking.objects.latest("pk")) == ["2027-01-05", "2027-01-19"]
