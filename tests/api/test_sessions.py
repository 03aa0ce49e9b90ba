"""Changing dates over the API (SCH-2, BKG-16)."""

import pytest

from booking.reservations.models import Booking
from booking.scheduling.models import Session
from tests.api.conftest import assert_problem, assert_shape

WEDNESDAY = "2027-01-06T18:30:00+01:00"


@pytest.fixture
def first(studio):
    return Session.objects.filter(offering__slug="tuesday-flow").order_by("starts_at").first()


@pytest.fixture
def owner(bearer):
    return bearer("owner")


@pytest.fixture
def booked(api, class_body):
    return api.post("/api/v1/bookings/", class_body(), content_type="application/json").json()


def change(api, session, what, body, headers):
    path = f"/api/v1/sessions/{session.reference}/{what}/"
    return api.post(path, body, content_type="application/json", headers=headers)


def look(api, session, what, headers, **query):
    return api.get(f"/api/v1/sessions/{session.reference}/{what}/", query, headers=headers)


def test_a_preview_tells_whom_it_concerns(api, first, booked, owner):
    preview = look(api, first, "call-off", owner).json()
    assert_shape(preview, "DatesPreview")
    assert (preview["bookings"], preview["places"], preview["refund"]["amount"]) == (1, 1, "0.00")
    assert len(look(api, first, "move", owner, reach="following").json()["sessions"]) == 50
    assert len(preview["sessions"]) == 1


def test_a_date_is_moved_once(api, first, booked, owner):
    headers = {**owner, "Idempotency-Key": "a-move"}
    answers = [change(api, first, "move", {"to": WEDNESDAY, "reason": "Away"}, headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].content
    assert answers[0].json() == answers[1].json()
    assert_shape(answers[0].json(), "ChangedDates")
    assert [row["start"] for row in answers[0].json()["sessions"]] == [WEDNESDAY]
    first.refresh_from_db()
    assert first.sequence == 1


def test_dates_are_moved_from_one_on(api, first, owner):
    body = {"to": WEDNESDAY, "reach": "following"}
    changed = change(api, first, "move", body, owner).json()["sessions"]
    # One of them was moved by name, and stays where it is.
    assert len(changed) == 49
    assert {row["start"][10:16] for row in changed} == {"T18:30"}


def test_a_date_is_called_off_with_the_bookings_it_ends(api, first, booked, owner):
    changed = change(api, first, "call-off", {"reason": "Ben is ill"}, owner).json()
    assert [row["status"] for row in changed["sessions"]] == ["cancelled"]
    assert Booking.objects.get(reference=booked["reference"]).status == "cancelled"
    again = change(api, first, "call-off", {}, owner)
    assert again.status_code == 200
    assert_problem(change(api, first, "move", {"to": WEDNESDAY}, owner), status=409, code="already_done")


def test_a_date_is_held_by_others_with_more_places(api, first, owner):
    changed = change(api, first, "restaff", {"facilitators": ["ana-keller"]}, owner).json()
    assert [row["facilitators"][0]["slug"] for row in changed["sessions"]] == ["ana-keller"]
    changed = change(api, first, "capacity", {"capacity": 8, "overbooking": 1}, owner).json()
    assert [(row["capacity"], row["overbooking"]) for row in changed["sessions"]] == [(8, 1)]
    assert_problem(change(api, first, "restaff", {"facilitators": ["nobody"]}, owner), status=422, code="validation")


def test_dates_are_changed_by_those_who_manage_the_offering(api, first, bearer):
    ben, ana = bearer("ben"), bearer("ana")
    assert change(api, first, "capacity", {"capacity": 6}, ben).status_code == 200
    assert_problem(change(api, first, "capacity", {"capacity": 7}, ana), status=404, code="not_found")
    assert_problem(change(api, first, "capacity", {"capacity": 7}, {}), status=401, code="not_authenticated")
