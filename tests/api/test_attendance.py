"""BKG-10 through the API: check-in, no-show, excused, and the roster."""

from datetime import UTC, datetime

import pytest

from booking.accounts.models import User
from booking.core.clock import frozen_at
from tests.api.conftest import assert_problem, assert_shape

pytestmark = pytest.mark.django_db
AT = datetime(2027, 1, 18, 8, tzinfo=UTC)


@pytest.fixture
def ana(studio, api):
    """Asks as the instructor who holds coaching, on the minute at which the session begins."""
    api.force_login(User.objects.get(email="ana@harbour.example"))
    return api


def note(client, reference: str, what: str, **body):
    with frozen_at(AT):
        return client.post(f"/api/v1/bookings/{reference}/{what}/", body, content_type="application/json")


def test_a_booking_is_checked_in_once_and_for_good(ana, book):
    made = book()
    for _ in range(2):
        done = note(ana, made["reference"], "check-in")
        assert done.status_code == 200
        assert_shape(done.json(), "Seats")
        assert done.json()["places"] == [{"number": 1, "status": "checked_in"}]
    assert_problem(note(ana, made["reference"], "check-in", session="NOWHERE000"), status=422, code="validation")


def test_notes_by_session_and_place(ana, book):
    made = book()
    session = made["sessions"][0]["reference"]
    seen = [
        note(ana, made["reference"], what, session=session, places=[1]).json()["places"][0]["status"]
        for what in ("no-show", "excuse", "take-back")
    ]
    assert seen == ["no_show", "excused", "booked"]
    assert_problem(note(ana, made["reference"], "no-show", session=session, places=[2]), status=422, code="validation")


def test_roster_has_everybody_with_what_became_of_them(ana, book):
    made = book()
    note(ana, made["reference"], "check-in")
    roster = ana.get(f"/api/v1/sessions/{made['sessions'][0]['reference']}/roster/").json()
    assert_shape(roster, "Roster")
    assert (roster["tally"]["came"], roster["tally"]["rate"]) == (1, 100)
    assert [(place["name"], place["status"]) for place in roster["places"]] == [("Eve Muster", "checked_in")]


def test_customers_check_nobody_in(api, book):
    made = book()
    with frozen_at(AT):
        answer = api.post(
            f"/api/v1/bookings/{made['reference']}/check-in/",
            {},
            content_type="application/json",
            headers={"Authorization": f"Booking {made['token']}"},
        )
    assert_problem(answer, status=401, code="not_authenticated")
