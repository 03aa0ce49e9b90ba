"""What a schedule says of single dates, and of all from one on (SCH-2)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.core.errors import Invalid
from booking.core.timezones import wall_clock
from booking.offerings.models import Offering
from booking.scheduling.merging import merge_patterns
from booking.scheduling.models import Session
from booking.scheduling.services import save_series

TUESDAYS = {"starts": "2027-02-02", "at": "18:00", "repeat": {"every": 1, "unit": "week", "on": ["tue"]}}


@pytest.fixture
def flow(studio):
    return Offering.objects.get(slug="tuesday-flow")


@pytest.fixture
def walls(flow, now):
    """The wall clocks of what a pattern makes."""

    def save(pattern, *, timezone="Europe/Zurich", at=now):
        save_series(flow, pattern=pattern, timezone=timezone, now=at)
        sessions = Session.objects.filter(offering=flow, status="scheduled").order_by("starts_at")
        return [f"{wall_clock(session.starts_at, timezone):%m-%d %H:%M}" for session in sessions]

    return save


def test_dates_from_one_on_have_another_day_and_time(walls):
    shifted = {**TUESDAYS, "until": "2027-03-02", "changes": [{"from": "2027-02-16", "days": 1, "at": "19:30"}]}
    assert walls(shifted) == ["02-02 18:00", "02-09 18:00", "02-17 19:30", "02-24 19:30", "03-03 19:30"]


def test_a_change_ends_where_it_says(walls):
    change = {"from": "2027-02-09", "to": "2027-02-16", "at": "17:00"}
    pattern = {**TUESDAYS, "until": "2027-02-23", "changes": [change]}
    assert walls(pattern) == ["02-02 18:00", "02-09 17:00", "02-16 17:00", "02-23 18:00"]


def test_a_date_that_is_moved_by_name_does_not_follow_the_others(walls):
    pattern = {
        **TUESDAYS,
        "until": "2027-02-16",
        "move": [{"from": "2027-02-09", "to": "2027-02-11T08:00"}],
        "changes": [{"from": "2027-02-02", "days": 1}],
    }
    assert walls(pattern) == ["02-03 18:00", "02-11 08:00", "02-17 18:00"]


def test_shifted_wall_clocks_survive_the_clock_change(walls):
    pattern = {
        **TUESDAYS,
        "starts": "2027-03-23",
        "until": "2027-03-30",
        "changes": [{"from": "2027-03-23", "days": 5}],
    }
    assert walls(pattern) == ["03-28 18:00", "04-04 18:00"]


def test_one_of_a_days_meetings_is_named_with_its_time(walls):
    plan = {
        "days": {"from": "2027-07-10", "to": "2027-07-11"},
        "sessions": [{"from": "07:00", "to": "08:00"}, {"from": "16:00", "to": "17:00"}],
    }
    moved = {
        **plan,
        "skip": ["2027-07-11T16:00"],
        "move": [{"from": "2027-07-10T07:00", "to": "2027-07-10T08:30"}],
    }
    assert walls(moved) == ["07-10 08:30", "07-10 16:00", "07-11 07:00"]
    with pytest.raises(Invalid) as refusal:
        walls({**plan, "move": [{"from": "2027-07-10", "to": "2027-07-10T08:30"}]})
    assert refusal.value.fields == {"schedule": ["2027-07-10 has 2 meetings: name one as in 2027-07-10T07:00"]}


def test_a_date_is_skipped_by_its_wall_clock_though_a_gap_moved_it(walls):
    daily = {"starts": "2027-03-26", "at": "23:30", "repeat": {"every": 1, "unit": "day"}, "until": "2027-03-28"}
    # In Scoresbysund the clocks go from 22:59 on Saturday to midnight.
    assert walls({**daily, "skip": ["2027-03-28"]}, timezone="America/Scoresbysund") == ["03-26 23:30", "03-28 00:30"]


def test_a_date_is_moved_out_of_a_gap(walls):
    sundays = {"starts": "2027-03-21", "at": "02:30", "repeat": {"every": 1, "unit": "week"}, "until": "2027-04-04"}
    moved = {**sundays, "move": [{"from": "2027-03-28", "to": "2027-03-28T10:00"}]}
    assert walls(moved) == ["03-21 02:30", "03-28 10:00", "04-04 02:30"]


def test_a_date_moved_within_reach_of_the_horizon_is_made(walls, settings, now):
    settings.SERIES_HORIZON_DAYS = 40
    pattern = {**TUESDAYS, "until": "2027-07-27", "move": [{"from": "2027-07-27", "to": "2027-02-12T08:00"}]}
    assert walls(pattern) == ["02-02 18:00", "02-09 18:00", "02-12 08:00"]
    gone = {**pattern, "move": [{"from": "2027-02-09", "to": "2027-07-28T08:00"}]}
    assert walls(gone) == ["02-02 18:00"]


def test_others_hold_some_dates_and_some_have_other_places(flow, walls):
    changes = [
        {"from": "2027-02-09", "facilitators": ["ana@harbour.example"]},
        {"from": "2027-02-09", "to": "2027-02-09", "capacity": 2, "overbooking": 1},
        {"from": "2027-02-16", "to": "2027-02-16", "facilitators": ["nobody@harbour.example"]},
    ]
    walls({**TUESDAYS, "until": "2027-02-23", "changes": changes})
    sessions = Session.objects.filter(offering=flow, status="scheduled").order_by("starts_at")
    assert [
        (f"{s.starts_at:%m-%d}", s.facilitator_links.get().instructor.name, s.capacity, s.overbooking) for s in sessions
    ] == [
        ("02-02", "Ben Lind", 5, 0),
        ("02-09", "Ana Keller", 2, 1),
        ("02-16", "Ben Lind", 5, 0),
        ("02-23", "Ana Keller", 5, 0),
    ]


def test_the_horizon_goes_on_as_changed(flow, walls, settings, now):
    settings.SERIES_HORIZON_DAYS = 40
    shifted = {**TUESDAYS, "changes": [{"from": "2027-02-09", "days": 1}]}
    assert walls(shifted) == ["02-02 18:00", "02-10 18:00"]
    assert walls(shifted, at=now + timedelta(days=7)) == ["02-02 18:00", "02-10 18:00", "02-17 18:00"]


def test_a_date_that_is_none_is_refused(walls):
    with pytest.raises(Invalid) as refusal:
        walls({**TUESDAYS, "move": [{"from": "2027-02-03", "to": "2027-02-04T18:00"}]})
    assert refusal.value.fields == {"schedule": ["2027-02-03 is not one of the dates"]}


def test_what_the_studio_changed_since_stays():
    ours = {**TUESDAYS, "skip": ["2027-02-09", "2027-02-16"], "changes": [{"from": "2027-03-02", "days": 1}]}
    before = {**TUESDAYS, "skip": ["2027-02-09", "2027-02-23"]}
    assert merge_patterns(ours, given=before, last_given=before) == ours
    given = {**TUESDAYS, "skip": ["2027-03-30"]}
    assert merge_patterns(ours, given=given, last_given=before) == {**ours, "skip": ["2027-02-16", "2027-03-30"]}
    assert merge_patterns(ours, given={**given, "at": "19:00"}, last_given=before) == {**given, "at": "19:00"}
    assert merge_patterns({}, given=given, last_given=None) == given


def test_a_wall_clock_of_another_zone_is_its_own(walls):
    assert walls({**TUESDAYS, "until": "2027-02-02"}, timezone="Asia/Tokyo") == ["02-02 18:00"]
    assert [session.starts_at for session in Session.objects.filter(starts_at__date=date(2027, 2, 2))] == [
        datetime(2027, 2, 2, 9, tzinfo=UTC)
    ]
