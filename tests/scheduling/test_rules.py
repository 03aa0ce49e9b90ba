"""Every repetition of SCH-1, to the date; the expected ones are counted by hand on a calendar of 2027."""

from datetime import date, datetime

import pytest

from booking.core.errors import Invalid
from booking.offerings.models import Offering
from booking.scheduling.models import Session
from booking.scheduling.patterns import Pause, read_pattern
from booking.scheduling.services import save_series

START = {"starts": "2027-02-01", "at": "07:00"}
PLAN = {"days": {"from": "2027-07-10", "to": "2027-07-12"}, "sessions": [{"from": "09:00", "to": "11:00"}]}

RULES = {
    "every third day": ({"every": 3, "unit": "day"}, ["02-01", "02-04", "02-07", "02-10", "02-13"]),
    "every second week on two days": (
        {"every": 2, "unit": "week", "on": ["mon", "thu"]},
        ["02-01", "02-04", "02-15", "02-18", "03-01"],
    ),
    "every second month on a day": (
        {"every": 2, "unit": "month", "month_days": [15]},
        ["02-15", "04-15", "06-15", "08-15", "10-15"],
    ),
    "the first and the last of the month": (
        {"every": 1, "unit": "month", "month_days": [1, -1]},
        ["02-01", "02-28", "03-01", "03-31", "04-01"],
    ),
    "the 31st where there is one": ({"every": 1, "unit": "month", "month_days": [31]}, ["03-31", "05-31", "07-31"]),
    "first and third Saturday": (
        {"every": 1, "unit": "month", "on": ["sat"], "position": [1, 3]},
        ["02-06", "02-20", "03-06", "03-20", "04-03"],
    ),
    "last working day": (
        {"every": 1, "unit": "month", "on": ["mon", "tue", "wed", "thu", "fri"], "position": -1},
        ["02-26", "03-31", "04-30", "05-31", "06-30"],
    ),
    "first Monday and last Friday": (
        {"every": 1, "unit": "month", "on": ["1 mon", "-1 fri"]},
        ["02-01", "02-26", "03-01", "03-26", "04-05"],
    ),
}


@pytest.fixture
def flow(studio):
    return Offering.objects.get(slug="tuesday-flow")


def days_of(offering):
    sessions = Session.objects.filter(offering=offering, status="scheduled").order_by("starts_at")
    return [f"{session.starts_at:%m-%d}" for session in sessions]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_gives_its_dates(flow, now, name):
    repeat, expected = RULES[name]
    pattern = {**START, "repeat": repeat, "count": len(expected)}
    save_series(flow, pattern=pattern, timezone="Europe/Zurich", now=now)
    assert days_of(flow) == expected


def test_a_rule_ends_with_its_last_day_or_goes_on(flow, now, settings):
    settings.SERIES_HORIZON_DAYS = 60
    weekly = {**START, "repeat": {"every": 1, "unit": "week", "on": ["mon"]}}
    save_series(flow, pattern={**weekly, "until": "2027-02-15"}, timezone="Europe/Zurich", now=now)
    assert days_of(flow) == ["02-01", "02-08", "02-15"]
    save_series(flow, pattern=weekly, timezone="Europe/Zurich", now=now)
    assert days_of(flow) == ["02-01", "02-08", "02-15", "02-22", "03-01"]


def test_days_of_a_plan_differ(flow, now):
    pattern = {
        **PLAN,
        "sessions": [
            {"from": "17:00", "to": "18:00", "title": "Arrival", "days": ["2027-07-10"]},
            {"from": "09:00", "to": "11:00", "title": "Morning", "days": ["2027-07-11", "2027-07-12"]},
        ],
    }
    save_series(flow, pattern=pattern, timezone="UTC", now=now)
    sessions = Session.objects.filter(offering=flow, status="scheduled").order_by("starts_at")
    assert [(f"{session.starts_at:%d %H:%M}", session.title) for session in sessions] == [
        ("10 17:00", "Arrival"),
        ("11 09:00", "Morning"),
        ("12 09:00", "Morning"),
    ]


def test_breaks_and_days_of_rest_are_no_meetings(flow, now):
    pattern = {
        "days": {"from": "2027-07-10", "to": "2027-07-12", "rest": ["2027-07-11"]},
        "sessions": [{"from": "09:00", "to": "11:00"}, {"from": "11:30", "to": "13:00"}],
        "breaks": [{"from": "11:00", "to": "11:30", "title": "Tea"}],
    }
    save_series(flow, pattern=pattern, timezone="UTC", now=now)
    assert days_of(flow) == ["07-10", "07-10", "07-12", "07-12"]
    tea = (datetime(2027, 7, 10, 11).time(), datetime(2027, 7, 10, 11, 30).time(), "Tea")
    assert read_pattern(pattern, minutes=60).pauses == (
        Pause(date(2027, 7, 10), *tea),
        Pause(date(2027, 7, 11), None, None),
        Pause(date(2027, 7, 12), *tea),
    )


def test_a_changed_title_reaches_its_meeting(flow, now):
    save_series(flow, pattern=PLAN, timezone="UTC", now=now)
    titled = {**PLAN, "sessions": [{**PLAN["sessions"][0], "title": "Silence"}]}
    save_series(flow, pattern=titled, timezone="UTC", now=now)
    assert set(Session.objects.filter(offering=flow, status="scheduled").values_list("title", flat=True)) == {"Silence"}


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (
            {**PLAN, "sessions": [{"from": "09:00", "to": "11:00"}, {"from": "10:30", "to": "12:00"}]},
            "the meetings at 2027-07-10 09:00 and 2027-07-10 10:30 overlap",
        ),
        (
            {"dates": ["2027-02-01T09:00", "2027-02-01T09:30"]},
            "the meetings at 2027-02-01 09:00 and 2027-02-01 09:30 overlap",
        ),
        ({**PLAN, "breaks": [{"from": "10:00", "to": "10:15"}]}, "the break at 2027-07-10 10:00 lies in a meeting"),
        (
            {**PLAN, "days": {**PLAN["days"], "rest": ["2027-07-13"]}},
            "the rest on 2027-07-13 is none of the days from 2027-07-10 to 2027-07-12",
        ),
        (
            {**PLAN, "days": {**PLAN["days"], "rest": ["2027-07-10", "2027-07-11", "2027-07-12"]}},
            "no meeting is left on any of the days",
        ),
        (
            {**PLAN, "sessions": [{"from": "09:00", "to": "11:00", "days": ["2027-08-01"]}]},
            "the meeting or break on 2027-08-01 is none of the days from 2027-07-10 to 2027-07-12",
        ),
        ({**PLAN, "days": {"from": "2027-07-10", "to": "2037-07-10"}}, "the days are more than 366"),
        ({**START, "repeat": {"every": 0, "unit": "week"}}, "every is at least 1"),
        ({**START, "repeat": {"every": 1, "unit": "week", "on": ["1 mon"]}}, "1 mon is not a weekday of a week"),
        (
            {**START, "repeat": {"every": 1, "unit": "week", "on": ["sat"]}, "until": "2027-02-05"},
            "it gives no date at all until 2027-02-05",
        ),
        ({**START, "repeat": {"every": 12, "unit": "month", "month_days": [30]}}, "it gives no date at all"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(pattern, reason):
    with pytest.raises(Invalid) as refusal:
        read_pattern(pattern, minutes=60)
    assert refusal.value.fields == {"schedule": [reason]}
