from datetime import UTC, datetime

import pytest

from booking.core.clock import frozen_at
from booking.offerings.models import Variant
from booking.reservations.services import BookingRequest, book


def meetings(answer) -> list[tuple[str, str]]:
    return [(meeting.name, meeting.time_label) for day in answer.context["week"].days for meeting in day.meetings]


def test_week_shows_its_sessions(visitor):
    answer = visitor.get("/schedule/")
    assert meetings(answer) == [("Tuesday flow", "18:00 – 19:15")]
    week = answer.context["week"]
    assert (week.label, week.previous, week.next) == ("4 – 10 January 2027", "", "2027-01-11")


def test_week_leaves_out_what_is_not_public(visitor):
    assert meetings(visitor.get("/schedule/?week=2027-02-13")) == [("Tuesday flow", "18:00 – 19:15")]


@pytest.mark.parametrize("text", ["nonsense", "2026-01-05", "9999-12-31", "0001-01-01", "2027-13-01"])
def test_week_that_cannot_be_shown_becomes_this_one(visitor, text):
    assert visitor.get(f"/schedule/?week={text}").context["week"].label == "4 – 10 January 2027"


def test_empty_week_leads_to_the_next_session(visitor):
    answer = visitor.get("/schedule/?week=2027-02-15")
    assert meetings(answer) == []
    assert answer.content.decode().count('href="?week=2027-02-22">Go to the next session') == 1


def test_evening_keeps_its_hour_over_the_clock_change(visitor):
    for week in ("2027-03-23", "2027-03-30"):
        assert meetings(visitor.get(f"/schedule/?week={week}")) == [("Tuesday flow", "18:00 – 19:15")]


def test_schedule_without_a_week_starts_where_something_is_on(visitor):
    with frozen_at(datetime(2027, 2, 15, 9, tzinfo=UTC)):
        answer = visitor.get("/schedule/")
    week = answer.context["week"]
    assert (week.label, week.previous, meetings(answer)) == (
        "22 – 28 February 2027",
        "2027-02-15",
        [("Tuesday flow", "18:00 – 19:15")],
    )


def test_schedule_keeps_private_appointments_to_itself(visitor, now):
    variant = Variant.objects.get(offering__slug="coaching", slug="single")
    request = BookingRequest(
        offering=variant.offering,
        variant=variant,
        name="Mia Weber",
        email="mia@example.com",
        timezone="Europe/Zurich",
        source="page",
        starts_at=(datetime(2027, 1, 5, 9, tzinfo=UTC),),
        answers={"goals": "Sleep", "consent": True},
    )
    book(request, provider="transfer", actor="customer", now=now)
    assert meetings(visitor.get("/schedule/")) == [("Tuesday flow", "18:00 – 19:15")]
