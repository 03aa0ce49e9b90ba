from datetime import timedelta

import pytest
from django.core import signing

from booking.checkout import state as states
from booking.core.clock import frozen_at
from booking.core.tenancy import acting_for
from booking.offerings.models import Offering
from booking.reservations.models import Booking
from booking.scheduling.models import Session

from .conftest import DETAILS, confirm_path, hidden, text_of

TEN = "2027-01-05T09:00:00+00:00"


@pytest.mark.parametrize(
    "path",
    ["/book/nothing/", "/book/secret/", "/book/by-link/", "/book/by-link/?key=wrong", "/book/nothing/times/"],
)
def test_what_is_not_offered_is_not_there(till, path):
    assert till.get(path).status_code == 404


def test_link_key_opens_the_till_and_stays_in_the_flow(till):
    offering = Offering.objects.get(slug="by-link")
    reference = Session.objects.get(offering=offering).reference
    page = till.get("/book/by-link/", key=offering.link_key)
    assert (page.status_code, f'name="key" value="{offering.link_key}"' in text_of(page)) == (200, True)
    form = till.get(till.details_path("by-link", reference, key=offering.link_key))
    held = till.post("/book/by-link/details/", {**DETAILS, "state": hidden(form, "state")})
    assert held.status_code == 200
    assert till.post(confirm_path(held), {"provider": "on_site"}).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "eyJhIjoxfQ:1abc:xyz", "é"])
def test_broken_choice_says_what_to_do(till, token):
    page = till.get("/book/coaching/details/", choice=token)
    assert (page.status_code, "Please choose again." in text_of(page)) == (400, True)


def test_tampered_form_is_refused(till):
    form = till.open_details("coaching", TEN)
    page = till.post("/book/coaching/details/", {**DETAILS, "state": form[:-2] + ("aa" if form[-2:] != "aa" else "bb")})
    assert (page.status_code, Booking.objects.count()) == (400, 0)


def test_form_without_a_token_is_refused(till):
    assert till.post("/book/coaching/details/", DETAILS).status_code == 400


def test_choice_is_no_form_token(till):
    token = till.details_path("coaching", TEN).partition("choice=")[2]
    assert till.post("/book/coaching/details/", {**DETAILS, "state": token}).status_code == 400


def test_choice_of_another_offering_is_refused(till):
    token = till.details_path("lesson", TEN).partition("choice=")[2]
    assert till.get("/book/coaching/details/", choice=token).status_code == 400


def test_choice_of_another_organization_is_refused(till, other_organization):
    with acting_for(other_organization):
        token = states.write_choice(states.Choice(offering="coaching", variant="single", timezone="Europe/Oslo"))
    assert till.get("/book/coaching/details/", choice=token).status_code == 400


def test_form_that_is_too_old_says_so(till, monkeypatch):
    form = till.open_details("coaching", TEN)
    later = signing.time.time() + 25 * 3600
    monkeypatch.setattr(signing.time, "time", lambda: later)
    page = till.post("/book/coaching/details/", {**DETAILS, "state": form})
    assert (page.status_code, "open for too long" in text_of(page)) == (400, True)


def test_missing_details_are_told_above_and_beside_the_fields(till):
    page = till.hold("coaching", TEN, name=" ", email="nope", **{"answer-goals": "", "answer-consent": ""})
    text = text_of(page)
    assert (page.status_code, "There is a problem" in text, Booking.objects.count()) == (422, True, 0)
    for name in ("id_name", "id_email", "id_answer-goals", "id_answer-consent"):
        assert (f'href="#{name}"' in text, f'id="{name}_error"' in text) == (True, True)


def test_answers_the_service_refuses_are_shown_beside_the_question(till):
    page = till.hold("coaching", TEN, **{"answer-level": "expert"})
    assert (page.status_code, 'id="id_answer-level_error"' in text_of(page)) == (422, True)


def test_phone_that_is_none_is_told(till):
    assert 'id="id_phone_error"' in text_of(till.hold("coaching", TEN, phone="call me"))


@pytest.mark.parametrize("name", ["a\x00b", "bell\x07"])
def test_control_characters_are_refused(till, name):
    page = till.hold("coaching", TEN, name=name)
    assert (page.status_code, Booking.objects.count()) == (400, 0)


def test_taken_time_offers_what_is_free_and_keeps_what_was_typed(till):
    till.book("coaching", TEN)
    page = till.hold("coaching", TEN, email="other@example.com")
    text = text_of(page)
    assert (page.status_code, 'value="other@example.com"' in text, "left knee" in text) == (409, True, True)
    assert text.count('<button class="button button--quiet button--wide" type="submit" name="state"') == 7
    assert "Tuesday 5 January 2027, 11:00" in text


def test_alternative_is_booked_with_one_click(till):
    till.book("coaching", TEN)
    page = till.hold("coaching", TEN, email="other@example.com")
    held = till.post(
        "/book/coaching/details/", {**DETAILS, "email": "other@example.com", "state": hidden(page, "state")}
    )
    assert (held.status_code, Booking.objects.filter(status="reserved").count()) == (200, 1)


def test_sold_out_date_offers_the_next_ones(till):
    first, second = Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at")[:2]
    for number in range(5):
        till.book("tuesday-flow", first.reference, email=f"p{number}@example.com")
    page = till.hold("tuesday-flow", first.reference, email="late@example.com")
    text = text_of(page)
    assert (page.status_code, text.count('name="state"')) == (409, 5)
    assert "Tuesday 12 January 2027, 18:00 to 19:15" in text


def test_time_lost_after_the_hold_ran_out_offers_others(till, now):
    path = confirm_path(till.hold("coaching", TEN))
    with frozen_at(now + timedelta(minutes=11)):
        till.book("coaching", TEN, email="faster@example.com")
        page = till.post(path, {"provider": "transfer"})
    text = text_of(page)
    assert (page.status_code, "Free instead" in text, 'value="mia@example.com"' in text) == (409, True, True)


def test_closed_registration_says_so(till, now):
    Offering.objects.filter(slug="june-retreat").update(registration_deadline=now.date() - timedelta(days=1))
    assert "Registration closed on 3 January 2027." in text_of(till.get("/book/june-retreat/"))


@pytest.mark.parametrize("path", ["/book/coaching/", "/book/coaching/times/", "/book/nothing/"])
def test_pages_are_not_kept_and_not_indexed(till, path):
    headers = till.get(path).headers
    assert [headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")] == [
        "no-store, private",
        "noindex, nofollow",
        "same-origin",
    ]


@pytest.mark.parametrize("path", ["/book/coaching/", "/book/coaching/times/"])
def test_reading_pages_take_no_post(till, path):
    assert till.post(path, {}).status_code == 405
