"""BKG-10: the roster in the hand of whoever stands at the door."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.core.clock import frozen_at
from booking.reservations.models import Booking, Seat
from booking.reservations.states import SeatStatus
from tests.backoffice.test_desk import booked

pytestmark = pytest.mark.django_db
AT = datetime(2027, 1, 18, 8, tzinfo=UTC)


@pytest.fixture
def booking(studio) -> Booking:
    return booked("coaching", at=AT).booking


def roster_of(booking: Booking) -> str:
    return f"/admin/studio/sessions/{booking.seats.get().session.reference}/"


def test_roster_notes_who_came_and_takes_it_back(sign_in, booking):
    with frozen_at(AT):
        ana, address, seat = sign_in("ana"), roster_of(booking), booking.seats.get()
        for note, status in (("check-in", "checked_in"), ("take-back", "booked"), ("excuse", "excused")):
            done = ana.post(address, {"place": f"{booking.reference}-{seat.number}", "note": note})
            assert (done.status_code, done["Location"]) == (303, f"{address}#place-{booking.reference}-{seat.number}")
            seat.refresh_from_db()
            assert seat.status == status
        page = ana.get(address).content.decode()
    assert ("Eve Muster" in page, "Excused" in page, ">No-show<" in page) == (True, True, True)


def test_reading_a_roster_notes_nothing(sign_in, booking):
    with frozen_at(AT):
        ana = sign_in("ana")
        ana.get(roster_of(booking), {"place": f"{booking.reference}-1", "note": "check-in"})
        ana.get(f"/admin/studio/check-in/{booking.reference}/")
    assert booking.seats.get().status == SeatStatus.BOOKED


@pytest.mark.parametrize(
    "form, status",
    [({"note": "check-in"}, 404), ({"note": "check-in", "place": "x"}, 404), ({"note": "win"}, 400), ({}, 400)],
)
def test_a_wrong_button_changes_nothing(sign_in, booking, form, status):
    if form.get("note") == "win":
        form = {**form, "place": f"{booking.reference}-1"}
    with frozen_at(AT):
        assert sign_in("ana").post(roster_of(booking), form).status_code == status
    assert booking.seats.get().status == SeatStatus.BOOKED


def test_of_a_place_that_was_left_and_taken_again_the_later_is_meant(sign_in, booking):
    seat, address = booking.seats.get(), roster_of(booking)
    Seat.objects.create(booking=booking, session=seat.session, number=1, status=SeatStatus.RELEASED)
    with frozen_at(AT):
        noted = sign_in("ana").post(address, {"place": f"{booking.reference}-1", "note": "check-in"})
    seat.refresh_from_db()
    assert (noted.status_code, seat.status) == (303, SeatStatus.CHECKED_IN)


def test_too_early_is_told_with_a_way_back(sign_in, booking):
    with frozen_at(AT - timedelta(days=2)):
        refused = sign_in("ana").post(roster_of(booking), {"place": f"{booking.reference}-1", "note": "check-in"})
    assert refused.status_code == 403
    assert "Check-in opens on the day of the session." in refused.content.decode()


def test_a_place_of_another_session_is_not_there(sign_in, booking):
    other = booked("coaching", at=AT + timedelta(hours=2)).booking
    with frozen_at(AT):
        answer = sign_in("ana").post(roster_of(booking), {"place": f"{other.reference}-1", "note": "check-in"})
    assert (answer.status_code, other.seats.get().status) == (404, SeatStatus.BOOKED)


def test_the_code_of_a_booking_checks_it_in(sign_in, booking):
    address = f"/admin/studio/check-in/{booking.reference}/"
    with frozen_at(AT - timedelta(days=3)):
        early = sign_in("ana")
        assert b"Nothing of this booking is on today." in early.get(address).content
        assert early.post(address).status_code == 409
    with frozen_at(AT - timedelta(minutes=10)):
        ana = sign_in("ana")
        assert (ana.post(address).status_code, booking.seats.get().status) == (303, SeatStatus.CHECKED_IN)
        assert b"Checked in" in ana.get(address).content
        assert ana.post(address).status_code == 303
        assert sign_in("ben").get(address).status_code == 404
    assert Seat.objects.filter(status=SeatStatus.CHECKED_IN).count() == 1


def test_the_manage_page_shows_the_code(client, studio):
    placed = booked("coaching", at=AT)
    page = client.get(f"/booking/{placed.booking.reference}/?token={placed.token}").content.decode()
    assert ("data:image/svg+xml" in page, "At the door" in page) == (True, True)
