"""Each of several dates is settled before anything is paid (H24, BKG-6, BKG-7)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.offerings.models import Variant
from booking.reservations.models import Booking, Seat

from .conftest import DETAILS, hidden, text_of

TEN = "2027-01-05T09:00:00+00:00"
IN_TWO_WEEKS = "2027-01-19T09:00:00+00:00"
ELEVEN_THEN = "2027-01-19T10:00:00+00:00"


@pytest.fixture
def taken(till):
    """A pack whose third date somebody else has: the address that its first time leads to."""
    till.book("coaching", IN_TWO_WEEKS, email="faster@example.com", name="Faster")
    return till.details_path("coaching", TEN, variant="pack-4")


def open_dates(till, path):
    """The page that the details lead to, and the choice it is about."""
    page = till.get(till.get(path)["Location"])
    return page, hidden(page, "choice")


def selected(page):
    """What each date is about to become."""
    return re.findall(r'<option value="([^"]*)" selected', text_of(page))


def starts_of(booking):
    seats = Seat.objects.filter(booking=booking).order_by("session__starts_at")
    return [f"{start:%m-%dT%H}" for start in seats.values_list("session__starts_at", flat=True)]


def book_on(till, page):
    sent = {**DETAILS, "provider": "transfer", "now": "yes", "state": hidden(page, "state")}
    assert till.post("/book/coaching/details/", sent).status_code == 303
    return Booking.objects.latest("pk")


def test_a_date_that_is_taken_is_shown_before_any_detail_is_asked_for(till, taken):
    page, _ = open_dates(till, taken)
    assert "1 of your dates is not free" in text_of(page)
    assert selected(page) == [TEN, "2027-01-12T09:00:00+00:00", "", "2027-01-26T09:00:00+00:00"]
    assert "The price stays CHF 440.00. What you leave out now you choose later." in text_of(page)


def test_a_date_that_is_taken_is_replaced_by_a_free_time_of_its_week(till, taken):
    page, choice = open_dates(till, taken)
    assert f'<option value="{ELEVEN_THEN}">' in text_of(page)
    take = [ELEVEN_THEN if start == "" else start for start in selected(page)]
    settled = till.get("/book/coaching/dates/", choice=choice, take=take)
    form = till.get(settled["Location"])
    assert "chosen later" not in text_of(form)
    assert starts_of(book_on(till, form)) == ["01-05T09", "01-12T09", "01-19T10", "01-26T09"]


def test_a_date_is_left_out_and_chosen_later(till, taken):
    page, choice = open_dates(till, taken)
    settled = till.get("/book/coaching/dates/", choice=choice, take=selected(page))
    form = till.get(settled["Location"])
    assert "1 more session, chosen later" in text_of(form)
    booking = book_on(till, form)
    assert (starts_of(booking), booking.sessions_total) == (["01-05T09", "01-12T09", "01-26T09"], 4)


def test_times_that_cannot_be_had_are_refused_where_they_were_chosen(till, taken):
    page, choice = open_dates(till, taken)
    first, second, _, last = selected(page)
    for take in ([first, second, IN_TWO_WEEKS, last], [first, second, second, last], ["", "", "", ""], ["x"]):
        refused = till.get("/book/coaching/dates/", choice=choice, take=take)
        assert (refused.status_code, "There is a problem" in text_of(refused)) == (409, True), take
    assert Booking.objects.count() == 1


def test_times_of_one_booking_are_in_each_others_way(till, taken):
    _, choice = open_dates(till, taken)
    half_past = "2027-01-05T09:30:00+00:00"
    refused = till.get("/book/coaching/dates/", choice=choice, take=[TEN, half_past, "", ""])
    assert refused.status_code == 409
    assert till.get("/book/coaching/dates/", choice=choice, take=[TEN, "", "", ""]).status_code == 303


def test_a_day_of_rest_is_told_from_a_time_that_is_taken(till):
    Variant.objects.filter(slug="pack-4").update(sessions=2)
    # Ana is away on the 13th; the studio opens at nine.
    page, _ = open_dates(till, till.details_path("coaching", "2027-01-06T09:00:00+00:00", variant="pack-4"))
    assert re.findall(r'class="badge[^"]*">([^<]+)<', text_of(page)) == ["Free", "Not open then"]


def test_dates_that_are_free_are_changed_singly_all_the_same(till):
    form = till.get(till.details_path("coaching", TEN, variant="pack-4"))
    [path] = re.findall(r'href="([^"]+)">Change single dates', text_of(form))
    assert "All of them are free." in text_of(till.get(path))


def test_what_has_one_time_has_nothing_to_settle(till):
    choice = till.details_path("coaching", TEN).partition("choice=")[2]
    assert till.get("/book/coaching/dates/", choice=choice).status_code == 303


def test_looking_at_dates_asks_as_many_questions_for_forty_as_for_four(till):
    """Few enough to look at a year of lessons."""
    path = till.details_path("coaching", TEN, variant="pack-4")
    till.get(path)
    asked = []
    for sessions in (4, 40):
        Variant.objects.filter(slug="pack-4").update(sessions=sessions)
        with CaptureQueriesContext(connection) as questions:
            page = till.get(path)
        assert page.status_code == 200
        asked.append(len(questions))
    assert asked[0] == asked[1]
