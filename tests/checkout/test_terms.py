"""Weekly lessons for a term in the till: number and total are shown before anything is booked (CAT-8, BKG-7)."""

import re
from datetime import date

import pytest

from booking.offerings.models import Offering, Variant
from booking.reservations.models import Booking, Seat

from .conftest import DETAILS, hidden, text_of

FIRST = "2027-01-05T09:00:00+00:00"
THIRD = "2027-01-19T09:00:00+00:00"


@pytest.fixture
def term(till):
    Offering.objects.filter(slug="coaching").update(
        allow_weekly=True, term_start=date(2027, 1, 5), term_end=date(2027, 2, 9)
    )
    return till


def test_how_often_is_chosen_with_the_first_time(term):
    page = text_of(term.get("/book/coaching/", day="2027-01-05", repeat="weekly"))
    assert '<option value="weekly" selected>Every week until 9 February 2027</option>' in page
    assert "the first, then every week until 9 February 2027" in page
    assert "every week until" not in text_of(term.get("/book/coaching/", day="2027-01-05")).replace("Every", "")
    before = text_of(term.get("/book/coaching/", day="2027-01-04", repeat="weekly"))
    assert "the first, then every week" not in before


def test_number_and_total_are_shown_before_the_booking(term):
    form = text_of(term.get(term.details_path("coaching", FIRST, repeat="weekly")))
    assert ("6 lessons, one each week" in form, "CHF 720.00" in form) == (True, True)


def test_lessons_are_booked_without_the_one_that_is_taken(term):
    term.book("coaching", THIRD, email="faster@example.com", name="Faster")
    page = term.get(term.get(term.details_path("coaching", FIRST, repeat="weekly"))["Location"])
    assert "Each lesson is CHF 120.00. You pay for those you take." in text_of(page)
    take = re.findall(r'<option value="([^"]*)" selected', text_of(page))
    form = term.get(term.get("/book/coaching/dates/", choice=hidden(page, "choice"), take=take)["Location"])
    assert ("5 lessons, one each week" in text_of(form), "CHF 600.00" in text_of(form)) == (True, True)
    sent = {**DETAILS, "provider": "transfer", "now": "yes", "state": hidden(form, "state")}
    assert term.post("/book/coaching/details/", sent).status_code == 303
    booking = Booking.objects.latest("pk")
    assert (Seat.objects.filter(booking=booking).count(), booking.order.total) == (5, 60000)


def test_two_lessons_in_one_week_are_refused_where_they_are_chosen(term):
    choice = term.details_path("coaching", FIRST, repeat="weekly").partition("choice=")[2]
    take = [FIRST, "2027-01-07T09:00:00+00:00", "", "", "", ""]
    refused = term.get("/book/coaching/dates/", choice=choice, take=take)
    assert (refused.status_code, "There is one lesson a week." in text_of(refused)) == (409, True)


def test_a_price_per_term_says_so_and_knows_no_once(term):
    Variant.objects.filter(slug="single").update(price_per="term")
    page = text_of(term.get("/book/coaching/", day="2027-01-05"))
    assert ("Single session, CHF 120.00 for the term" in page, "How often" in page) == (True, False)
    form = text_of(term.get(term.details_path("coaching", FIRST)))
    assert ("6 lessons, one each week" in form, "CHF 120.00" in form) == (True, True)


def test_a_single_time_that_is_kept_of_a_term_is_one_lesson(term):
    choice = term.details_path("coaching", FIRST, repeat="weekly").partition("choice=")[2]
    settled = term.get("/book/coaching/dates/", choice=choice, take=[FIRST, "", "", "", "", ""])
    assert "1 lesson" in text_of(term.get(settled["Location"]))


def test_what_the_studio_notes_about_its_terms_is_shown(term):
    Offering.objects.filter(slug="coaching").update(schedule_note="No lessons in the holidays.")
    assert "No lessons in the holidays." in text_of(term.get("/book/coaching/"))


def test_a_personal_link_outlives_a_change_of_options(term):
    page = text_of(term.get("/book/coaching/", connection="secret", repeat="weekly"))
    assert page.count('<input type="hidden" name="connection" value="secret">') == 2
    assert '<input type="hidden" name="repeat" value="weekly">' in page
