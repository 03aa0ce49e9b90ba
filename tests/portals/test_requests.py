"""The customer's page while a request waits for an answer (BKG-4, BKG-9)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from booking.core.clock import frozen_at
from booking.reservations.models import Booking, RequestMessage
from booking.reservations.selectors import manage_url
from booking.reservations.services import cancel_booking, propose_times, write_message
from booking.reservations.states import Side
from tests.reservations.conftest import ask, asked  # noqa: F401

STAFF = {"side": Side.STAFF, "actor": "staff:1"}
WEDNESDAY = datetime(2027, 1, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def page(asked):  # noqa: F811
    """The booking of a request, and a way to ask and send its pages."""
    booking = asked()
    path, _, query = manage_url(booking).partition("?")
    client = Client()

    class Page:
        def get(self, name: str = ""):
            return client.get(f"{path}{name}?{query}")

        def post(self, name: str, **form):
            return client.post(f"{path}{name}?{query}", form)

    Page.booking = booking
    return Page()


def status_of(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).status


def test_it_says_what_is_waited_for_and_until_when(page):
    html = page.get().content.decode()
    assert "Waiting for an answer" in html
    assert "We answer by Wed 6 January, 09:00" in html


def test_after_the_deadline_it_says_that_it_is_off(page, now):
    with frozen_at(now + timedelta(hours=48)):
        html = page.get().content.decode()
    assert "Nobody answered your request in time" in html
    assert "Write to us about this request" not in html


def test_a_proposed_time_is_one_button_away(page, now):
    propose_times(page.booking, starts=[WEDNESDAY], **STAFF, now=now)
    html = page.get().content.decode()
    assert "Wednesday 20 January 2027, 09:00 to 10:00" in html
    for _ in "12":
        answer = page.post("accept/", starts_at=WEDNESDAY.isoformat())
        assert (answer.status_code, "/done/" in answer["Location"]) == (303, True)
    assert status_of(page.booking) == "confirmed"


def test_looking_accepts_nothing(page, now):
    propose_times(page.booking, starts=[WEDNESDAY], **STAFF, now=now)
    assert page.get("accept/").status_code == 405
    assert page.get(f"?starts_at={WEDNESDAY.isoformat()}").status_code in (200, 404)
    assert status_of(page.booking) == "requested"


def test_none_of_the_times_frees_them(page, now):
    propose_times(page.booking, starts=[WEDNESDAY], **STAFF, now=now)
    assert page.post("decline-times/").status_code == 303
    assert list(page.booking.proposals.values_list("status", flat=True)) == ["declined"]


def test_other_times_are_ticked_and_proposed(page):
    html = page.get("propose/").content.decode()
    assert 'value="2027-01-20T09:00:00+01:00"' in html
    assert (
        page.post("propose/", starts_at=["2027-01-20T09:00:00+01:00", "2027-01-20T11:00:00+01:00"]).status_code == 303
    )
    assert "You proposed instead" in page.get().content.decode()


def test_nonsense_for_a_time_is_told(page):
    assert page.post("accept/", starts_at="soon").status_code == 400
    assert page.post("propose/").status_code == 422


def test_questions_are_read_and_answered(page, now):
    write_message(page.booking, text="First time?", **STAFF, now=now)
    assert "First time?" in page.get().content.decode()
    page.post("answer/", text="Yes.")
    assert list(RequestMessage.objects.values_list("side", "text")) == [("staff", "First time?"), ("customer", "Yes.")]


def test_withdrawing_is_offered_as_free(page):
    assert "Withdrawing a request costs nothing." in page.get().content.decode()
    html = page.get("cancel/").content.decode()
    assert ("Withdraw this request?" in html, "The rules you agreed to" in html) == (True, False)


def test_a_withdrawn_request_offers_nothing_any_more(page, now):
    cancel_booking(page.booking, actor="customer", now=now)
    assert "Write to us about this request" not in page.get().content.decode()
