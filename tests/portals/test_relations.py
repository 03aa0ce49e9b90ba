"""What only connected customers are shown is theirs to choose from in the hub too (ORG-5, SCH-13, BKG-8)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.core.errors import SlotTaken
from booking.people.models import Instructor
from booking.people.selectors import link_secret, viewer_behind
from booking.people.services import move_connection, request_connection
from booking.people.states import Relation
from booking.people.viewers import STAFF
from booking.reservations.services import book_next_time, reschedule_session
from tests.portals.test_moving import links, starts_of
from tests.portals.test_portal import text_of

TEN = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
TWO = TEN + timedelta(hours=4)
BY = {"actor": "customer"}


@pytest.fixture
def ana(studio):
    return Instructor.objects.get(slug="ana-keller")


@pytest.fixture
def connection(ana, now):
    asked = request_connection(ana, name="Mia", email="mia@example.com", now=now)
    return move_connection(asked, to=Relation.CONNECTED, actor="staff:1", now=now)


@pytest.fixture
def for_connected(ana):
    """Ana's calendar is for those she knows from now on."""

    def close():
        ana.calendar_visibility = "connected"
        ana.save()

    return close


def test_whoever_booked_by_a_personal_link_moves_within_what_it_opens(
    visitor, connection, make_booking, page_of, for_connected, now
):
    booking = make_booking(starts_at=(TEN,), viewer=viewer_behind(link_secret(connection)))
    for_connected()
    day = visitor.get(f"{page_of(booking, 'reschedule/')}&day=2027-01-12")
    assert links(day, containing="to=2027-01-12T13%3A00") != []
    reschedule_session(booking, session="", starts_at=TWO, **BY, now=now)
    assert starts_of(booking) == [TWO]


def test_the_same_mail_address_proves_nothing(visitor, connection, make_booking, page_of, for_connected, now):
    stranger = make_booking(starts_at=(TEN,))
    for_connected()
    day = visitor.get(f"{page_of(stranger, 'reschedule/')}&day=2027-01-12")
    assert links(day, containing="to=2027-01-12") == []
    with pytest.raises(SlotTaken):
        reschedule_session(stranger, session="", starts_at=TWO, **BY, now=now)


def test_a_link_that_was_taken_back_opens_nothing_more(connection, make_booking, for_connected, now):
    booking = make_booking(starts_at=(TEN,), viewer=viewer_behind(link_secret(connection)))
    for_connected()
    move_connection(connection, to=Relation.NONE, actor="staff:1", now=now)
    with pytest.raises(SlotTaken):
        reschedule_session(booking, session="", starts_at=TWO, **BY, now=now)


def test_whom_the_staff_booked_chooses_the_next_session_as_who_they_are(
    visitor, connection, make_booking, page_of, for_connected, now
):
    pack = make_booking(variant="pack-4", starts_at=(TEN,), rest="later", source="staff", viewer=STAFF)
    for_connected()
    day = visitor.get(f"{page_of(pack, 'next/')}&day=2027-01-12")
    assert links(day, containing="to=2027-01-12T13%3A00") != []
    book_next_time(pack, starts_at=TWO, **BY, now=now)
    assert starts_of(pack) == [TEN, TWO]


def test_times_are_on_the_clock_of_the_booking_wherever_the_browser_is(visitor, make_booking, page_of):
    booking = make_booking(starts_at=(TEN,), timezone="America/New_York")
    page = text_of(visitor.get(f"{page_of(booking, 'reschedule/')}&day=2027-01-12"))
    assert ("04:30" in page, "data-timezone-kept" in page, "New York" in page) == (True, True, True)
