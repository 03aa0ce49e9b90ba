from datetime import date, datetime

import pytest

from booking.core.errors import Invalid
from booking.scheduling.patterns import Dated, Meeting, Pause, Repeating, read_pattern


def test_a_single_date_is_dated():
    plan = read_pattern({"starts": "2027-02-06", "at": "10:00"}, minutes=90)
    assert plan == Dated((Meeting(datetime(2027, 2, 6, 10), datetime(2027, 2, 6, 11, 30)),))


def test_listed_dates_come_in_order():
    plan = read_pattern({"dates": ["2027-03-02T18:00", "2027-02-02T18:00"]}, minutes=60)
    assert [meeting.start for meeting in plan.times] == [datetime(2027, 2, 2, 18), datetime(2027, 3, 2, 18)]


def test_a_day_plan_rests():
    pattern = {
        "days": {"from": "2027-06-10", "to": "2027-06-12", "rest": ["2027-06-11"]},
        "sessions": [{"from": "16:00", "to": "17:30"}, {"from": "09:00", "to": "11:00"}],
    }
    assert read_pattern(pattern, minutes=60) == Dated(
        (
            Meeting(datetime(2027, 6, 10, 9), datetime(2027, 6, 10, 11)),
            Meeting(datetime(2027, 6, 10, 16), datetime(2027, 6, 10, 17, 30)),
            Meeting(datetime(2027, 6, 12, 9), datetime(2027, 6, 12, 11)),
            Meeting(datetime(2027, 6, 12, 16), datetime(2027, 6, 12, 17, 30)),
        ),
        (Pause(date(2027, 6, 11), None, None),),
    )


def test_a_repeat_becomes_a_rule():
    pattern = {
        "starts": "2027-01-05",
        "at": "18:00",
        "repeat": {"every": 2, "unit": "week", "on": ["tue", "thu"]},
        "until": "2027-12-21",
    }
    assert read_pattern(pattern, minutes=75) == Repeating(
        first=datetime(2027, 1, 5, 18),
        minutes=75,
        frequency="WEEKLY",
        params="interval:2;byweekday:TU,TH",
        until=date(2027, 12, 21),
    )


@pytest.mark.parametrize(
    "pattern",
    [
        {},
        {"starts": "2027-02-30", "at": "10:00"},
        {"starts": "2027-02-06", "at": "25:00"},
        {"starts": 5, "at": None},
        {"dates": ["tomorrow"]},
        {"starts": "2027-01-05", "at": "18:00", "repeat": {"every": 0, "unit": "week"}},
        {"starts": "2027-01-05", "at": "18:00", "repeat": {"unit": "second"}},
        {"starts": "2027-01-05", "at": "18:00", "repeat": {"unit": "week", "on": ["funday"]}},
        {"days": {"from": "2027-06-12", "to": "2027-06-10"}, "sessions": []},
        {"days": {"from": "2027-06-10", "to": "2027-06-10"}, "sessions": [{"from": "10:00", "to": "09:00"}]},
    ],
)
def test_nonsense_is_refused_with_a_reason(pattern):
    with pytest.raises(Invalid) as refusal:
        read_pattern(pattern, minutes=60)
    assert list(refusal.value.fields) == ["schedule"]
