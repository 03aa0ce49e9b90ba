"""Answering requests at the desk (BKG-4)."""

from datetime import timedelta

import pytest

from booking.availability.models import Schedule, WeeklyWindow
from booking.calendars.models import Entry
from booking.reservations.models import Booking
from booking.reservations.services import propose_times
from booking.reservations.states import Side
from booking.scheduling.models import Place
from tests.backoffice.test_desk import booked
from tests.conftest import NOW
from tests.reservations.conftest import NEXT_TUESDAY

pytestmark = pytest.mark.django_db
LIST = "/admin/studio/requests/"


@pytest.fixture
def asked(studio) -> Booking:
    Schedule.objects.update(firm=False)
    return booked("coaching", at=NEXT_TUESDAY).booking


def test_requests_are_listed_for_those_they_concern(sign_in, asked):
    pages = {name: sign_in(name).get(LIST).content.decode() for name in ("owner", "ana", "ben")}
    listed = {name: f"{LIST}{asked.reference}/" in page for name, page in pages.items()}
    assert listed == {"owner": True, "ana": True, "ben": False}
    assert "Nobody waits for an answer" in pages["ben"]
    assert "answer by Wed 6 January, 09:00" in pages["ana"]


def test_reading_a_request_changes_nothing(sign_in, asked):
    page = sign_in("ana").get(f"{LIST}{asked.reference}/?approve=yes")
    assert page.status_code == 200
    asked.refresh_from_db()
    assert asked.status == "requested"


def test_a_request_is_approved_at_the_desk(sign_in, asked):
    client = sign_in("ana")
    assert client.post(f"{LIST}{asked.reference}/", {"approve": "yes"}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "confirmed"
    assert 'name="approve"' not in client.get(f"{LIST}{asked.reference}/").content.decode()


def test_a_request_is_declined_with_a_reason(sign_in, asked):
    client = sign_in("ana")
    refused = client.post(f"{LIST}{asked.reference}/", {"decline": "yes", "reason": " "})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    client.post(f"{LIST}{asked.reference}/", {"decline": "yes", "reason": "Away"})
    asked.refresh_from_db()
    assert (asked.status, asked.end_reason) == ("declined", "Away")


def test_a_time_that_went_to_somebody_else_shows_what_is_free(sign_in, asked):
    other = booked("coaching", at=NEXT_TUESDAY).booking
    client = sign_in("ana")
    client.post(f"{LIST}{other.reference}/", {"approve": "yes"})
    refused = client.post(f"{LIST}{asked.reference}/", {"approve": "yes"})
    assert refused.status_code == 409
    assert "Tuesday 12 January 2027, 10:00 to 11:00" in refused.content.decode()


def test_other_times_are_proposed_from_what_is_free(sign_in, asked):
    client, address = sign_in("ana"), f"{LIST}{asked.reference}/"
    assert 'value="2027-01-14T09:00:00+01:00"' in client.get(address).content.decode()
    form = {"propose": "yes", "starts_at": ["2027-01-14T09:00:00+01:00", "2027-01-14T11:00:00+01:00"]}
    assert client.post(address, form).status_code == 302
    assert [proposal.status for proposal in asked.proposals.all()] == ["open", "open"]
    assert "proposed by us" in client.get(address).content.decode()
    assert client.post(address, {"propose": "yes", "starts_at": "soon"}).status_code == 422


def test_what_the_customer_proposes_is_accepted(sign_in, asked):
    start = NEXT_TUESDAY + timedelta(days=1, hours=24)
    propose_times(asked, starts=[start], side=Side.CUSTOMER, actor="customer", now=NOW)
    client = sign_in("ana")
    assert "proposed by the customer" in client.get(f"{LIST}{asked.reference}/").content.decode()
    client.post(f"{LIST}{asked.reference}/", {"accept": start.isoformat()})
    asked.refresh_from_db()
    assert asked.status == "confirmed"


def test_a_question_is_asked(sign_in, asked):
    client = sign_in("ana")
    client.post(f"{LIST}{asked.reference}/", {"ask": "yes", "text": "First time?"})
    assert "First time?" in client.get(f"{LIST}{asked.reference}/").content.decode()
    assert [message.text for message in asked.request_messages.all()] == ["First time?"]


def page_of(client, booking) -> str:
    return client.get(f"{LIST}{booking.reference}/").content.decode()


def test_the_rules_that_a_time_breaks_by_now_are_said_before_approving(sign_in, asked):
    client = sign_in("ana")
    # The control: its own wish is neither in the way nor counted.
    Schedule.objects.update(per_day=1)
    assert "would not be offered now" not in page_of(client, asked)
    WeeklyWindow.objects.filter(schedule__instructor__slug="ana-keller").update(start=11 * 60)
    Schedule.objects.update(notice_hours=24 * 30)
    page = page_of(client, asked)
    said = [
        "would not be offered now",
        "It is outside of the hours of Ana Keller.",
        "Bookings need 720 hours of notice.",
    ]
    assert [sentence in page for sentence in said] == [True, True, True]
    assert client.post(f"{LIST}{asked.reference}/", {"approve": "yes"}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "confirmed"


def test_a_limit_and_the_way_between_places_are_said(sign_in, asked):
    Schedule.objects.update(firm=True)
    booked("coaching", at=NEXT_TUESDAY + timedelta(hours=1))
    Schedule.objects.update(per_day=1)
    client = sign_in("ana")
    assert "1 sessions a day are the limit." in page_of(client, asked)
    Entry.objects.filter(is_tentative=False).update(place="elsewhere")
    Place.objects.filter(slug="hall").update(travel={"elsewhere": [20, 20]})
    assert "there is no time for the way" in page_of(client, asked)


def test_a_time_that_is_taken_by_now_is_said_before_approving(sign_in, asked):
    other = booked("coaching", at=NEXT_TUESDAY).booking
    client = sign_in("ana")
    client.post(f"{LIST}{other.reference}/", {"approve": "yes"})
    page = page_of(client, asked)
    said = ["approving will be refused", "Ana Keller has Coaching on 12 January 09:00 to 10:00."]
    assert [sentence in page for sentence in said] == [True, True]
