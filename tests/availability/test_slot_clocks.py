"""The slot function where clocks change: gaps and doubled hours, each told by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.availability.rules import SlotRules, WorkingHours, free_starts, instant
from booking.core.timezones import instant_at
from tests.availability.test_slots import at

DAY = 86_400


def starts_on(timezone, day, start, end, *, length=30, step=30, taken=(), per_day=None):
    """UTC starts of hours that are open on one local day only, asked for with two days to either side."""
    hours = WorkingHours(timezone, (), {day: ((start, end),)}, frozenset())
    middle = at(f"{day} 12:00")
    rules = SlotRules(length, step, per_day=per_day)
    found = free_starts(hours, rules, after=middle - 2 * DAY, before=middle + 2 * DAY, busy=[], taken=taken)
    return [datetime.fromtimestamp(start, UTC).strftime("%d %H:%M") for start in found]


def test_hours_over_a_gap_lose_the_missing_hour():
    assert starts_on("Europe/Zurich", date(2027, 3, 28), 60, 240) == ["28 00:00", "28 00:30", "28 01:00", "28 01:30"]


def test_opening_inside_a_gap_moves_forward_by_the_gap():
    assert starts_on("Europe/Zurich", date(2027, 3, 28), 150, 240) == ["28 01:30"]


def test_closing_inside_a_gap_moves_forward_by_the_gap():
    assert starts_on("Europe/Zurich", date(2027, 3, 28), 60, 150) == ["28 00:00", "28 00:30", "28 01:00"]


def test_hours_inside_a_gap_move_forward_whole():
    assert starts_on("Europe/Zurich", date(2027, 3, 28), 120, 165, length=15) == ["28 01:00", "28 01:30"]


def test_hours_that_end_before_they_start_after_the_gap_are_empty():
    assert starts_on("Europe/Zurich", date(2027, 3, 28), 165, 195, length=5, step=5) == []


def test_gap_of_half_an_hour_moves_by_half_an_hour():
    # 02:00 becomes 02:30 at 15:30Z the day before.
    assert starts_on("Australia/Lord_Howe", date(2027, 10, 3), 130, 190) == ["02 15:40"]


def test_hours_over_a_doubled_hour_gain_it():
    found = starts_on("Europe/Zurich", date(2027, 10, 31), 120, 240, length=60, step=60)
    assert found == ["31 00:00", "31 01:00", "31 02:00"]


def test_opening_that_exists_twice_means_the_first():
    assert starts_on("Europe/Zurich", date(2027, 10, 31), 150, 180) == ["31 00:30", "31 01:00", "31 01:30"]


def test_closing_that_exists_twice_means_the_first():
    assert starts_on("Europe/Zurich", date(2027, 10, 31), 60, 150) == ["30 23:00", "30 23:30", "31 00:00"]


def test_day_without_midnight_opens_when_it_begins():
    # Cairo goes from 23:59 to 01:00.
    assert starts_on("Africa/Cairo", date(2027, 4, 30), 0, 120, length=60, step=60) == ["29 22:00"]


def test_crossing_midnight_over_a_gap_ends_by_the_wall_clock():
    found = starts_on("Europe/Zurich", date(2027, 3, 27), 1320, 1440 + 240, length=60, step=60)
    assert found == ["27 21:00", "27 22:00", "27 23:00", "28 00:00", "28 01:00"]


def test_grid_keeps_elapsed_steps_over_a_gap():
    found = starts_on("Europe/Zurich", date(2027, 3, 28), 90, 300, length=50, step=50)
    assert found == ["28 00:30", "28 01:20", "28 02:10"]


def test_day_that_never_was_moves_to_the_next():
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    assert starts_on("Pacific/Apia", date(2011, 12, 30), 540, 600) == ["30 19:00", "30 19:30"]
    assert starts_on("Pacific/Apia", date(2011, 12, 31), 540, 600) == ["30 19:00", "30 19:30"]


def test_limit_follows_a_day_that_comes_back_for_an_hour():
    # St John's: 00:01 on the 7th, at 02:31Z, was 23:01 on the 6th again.
    late = {"day": date(2010, 11, 6), "start": 1380, "end": 1500, "length": 10}
    assert starts_on("America/St_Johns", **late) == [
        "07 01:30",
        "07 02:00",
        "07 02:30",
        "07 03:00",
        "07 03:30",
        "07 04:00",
    ]
    of_the_sixth = [at("2010-11-06 15:00")]
    assert starts_on("America/St_Johns", **late, taken=of_the_sixth, per_day=1) == ["07 02:30", "07 03:30", "07 04:00"]


def test_half_past_eleven_before_a_change_counts_for_its_local_day():
    # Santiago goes from 23:59 on Saturday 4 to 01:00 on Sunday 5 September; the session is half an hour before.
    late_on_saturday = [at("2027-09-05 03:30")]
    saturday = starts_on("America/Santiago", date(2027, 9, 4), 540, 600, taken=late_on_saturday, per_day=1)
    sunday = starts_on("America/Santiago", date(2027, 9, 5), 540, 600, taken=late_on_saturday, per_day=1)
    assert (saturday, sunday) == ([], ["05 12:00", "05 12:30"])


def changes_between(name, years):
    """UTC midnights after which the offset of the zone changes within a day."""
    zone = ZoneInfo(name)
    midnight = int(datetime(years[0], 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(years[-1] + 1, 1, 1, tzinfo=UTC).timestamp())
    before = datetime.fromtimestamp(midnight, zone).utcoffset()
    for probe in range(midnight + DAY, end + 1, DAY):
        after = datetime.fromtimestamp(probe, zone).utcoffset()
        if after != before:
            yield probe - DAY
            before = after


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Zurich",
        "Australia/Lord_Howe",
        "Antarctica/Troll",
        "Africa/Cairo",
        "America/Santiago",
        "Europe/Dublin",
        "Africa/Casablanca",
        "America/St_Johns",
    ],
)
def test_instant_agrees_with_the_datetime_form_every_ten_minutes_of_a_change(name):
    for midnight in changes_between(name, range(2009, 2012)):
        day = datetime.fromtimestamp(midnight, UTC).date() - timedelta(days=1)
        for minute in range(0, 2880, 10):
            wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
            assert instant(day, minute, name) == int(instant_at(wall, name).timestamp()), (name, wall)


def test_instant_agrees_with_the_datetime_form_at_the_turn_of_the_year():
    for name in ("Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Apia"):
        for wall in (
            datetime(2011, 12, 29, 23),
            datetime(2011, 12, 30, 9),
            datetime(2011, 12, 31),
            datetime(2012, 1, 1),
        ):
            assert instant(wall.date(), wall.hour * 60, name) == int(instant_at(wall, name).timestamp()), (name, wall)
