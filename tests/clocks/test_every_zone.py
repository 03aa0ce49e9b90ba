"""Every zone, every change from 2025 to 2035: no time missing, none doubled, and wall clocks keep their word."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from booking.availability.rules import SlotRules, Window, WorkingHours, free_starts
from booking.core.timezones import day_bounds, instant_at, is_zone, local_date, wall_clock, zone, zone_names
from tests.clocks.transitions import FIRST, changes_of, first_instant_of, meant_by, rule_sets
from tests.figures import print_figure

pytestmark = pytest.mark.soak

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def days_around(change) -> list[date]:
    middle = change.shown.date()
    return [middle + timedelta(days=days) for days in range(-2, 4)]


def every_day(name: str, *windows: tuple[int, int]) -> WorkingHours:
    weekly = tuple(Window(weekday, start, end) for weekday in range(7) for start, end in windows)
    return WorkingHours(name, weekly, {}, frozenset())


def starts_on(days: list[date], hours: WorkingHours, *, length: int = 60, step: int = 60) -> list[datetime]:
    """Free starts from the beginning of the first day to the end of the last."""
    after, before = (first_instant_of(day, hours.timezone) for day in (days[0], days[-1] + DAY))
    asked = {"after": int(after.timestamp()), "before": int(before.timestamp()), "busy": []}
    return [datetime.fromtimestamp(at, UTC) for at in free_starts(hours, SlotRules(length, step), **asked)]


def wall_times(day: date, *times: str) -> list[datetime]:
    return [datetime.fromisoformat(f"{day}T{time}") for time in times]


def test_zones_are_those_of_the_pinned_package():
    listed = files("tzdata").joinpath("zones").read_text().split()
    assert zone_names() == {name for name in listed if name != "Factory"}
    assert not is_zone("localtime")


def test_zones_show_what_the_pinned_package_says():
    moments = [FIRST + timedelta(days=days) for days in range(0, 4000, 30)]
    for name in sorted(zone_names()):
        with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
            pinned = ZoneInfo.from_file(data)
        assert [moment.astimezone(zone(name)).utcoffset() for moment in moments] == [
            moment.astimezone(pinned).utcoffset() for moment in moments
        ], name


def test_every_day_has_a_start_and_meets_the_next(zones):
    checked = 0
    for name in zones:
        for change in changes_of(name):
            for day in days_around(change):
                start, end = day_bounds(day, name)
                assert start == first_instant_of(day, name), (name, day)
                assert end == day_bounds(day + DAY, name)[0], (name, day)
                assert (local_date(start, name), local_date(start - MINUTE, name)) == (day, day - DAY), (name, day)
                checked += 1
    print_figure("days around clock changes", zones=len(zones), rule_sets=len(rule_sets()), days=checked)


def test_times_around_a_change_are_what_the_wall_clock_means(zones):
    """Missing ones are moved by the gap, doubled ones are the first."""
    for name in zones:
        for change in changes_of(name):
            for minutes in range(-90, 181, 15):
                wall = change.shown + minutes * MINUTE
                meant = instant_at(wall, name)
                assert meant == meant_by(wall, name), (name, wall)
                shown = wall_clock(meant, name).replace(tzinfo=None)
                is_missing = change.is_gap and timedelta() <= wall - change.shown < change.width
                assert shown == (wall + change.width if is_missing else wall), (name, wall)


def test_open_around_the_clock_offers_every_half_hour_once(zones):
    changes = 0
    for name in zones:
        hours = every_day(name, (0, 1440))
        for change in changes_of(name):
            days = days_around(change)
            found = starts_on(days, hours, length=30, step=30)
            first, last = first_instant_of(days[0], name), first_instant_of(days[-1] + DAY, name)
            assert found == [first + n * 30 * MINUTE for n in range((last - first) // (30 * MINUTE))], (name, days)
            changes += 1
    print_figure("changes open around the clock", zones=len(zones), changes=changes)


def test_office_hours_stay_on_the_wall_clock(zones):
    for name in zones:
        hours = every_day(name, (540, 1020))
        for change in changes_of(name):
            days = days_around(change)
            expected = [
                meant_by(wall, name)
                for day in days
                for wall in wall_times(day, *(f"{hour:02}:00" for hour in range(9, 17)))
            ]
            assert starts_on(days, hours) == expected, (name, days)


@pytest.mark.parametrize(("opens", "closes"), [("22:00", "02:00"), ("23:30", "04:00"), ("20:15", "01:15")])
def test_nights_begin_and_end_by_the_wall_clock(zones, opens, closes):
    """In between they last as long as they last: an hour more or less when clocks change."""
    start, end = (
        (time.hour * 60 + time.minute)
        for time in map(datetime.fromisoformat, (f"2027-01-01T{opens}", f"2027-01-01T{closes}"))
    )
    for name in zones:
        hours = every_day(name, (start, end + 1440))
        for change in changes_of(name):
            days = days_around(change)
            expected = []
            for day in [days[0] - DAY, *days]:
                begins, ends = (
                    meant_by(wall, name) for wall in (*wall_times(day, opens), *wall_times(day + DAY, closes))
                )
                expected += [begins + n * HOUR for n in range(max(0, (ends - begins) // HOUR))]
            after, before = first_instant_of(days[0], name), first_instant_of(days[-1] + DAY, name)
            inside = [moment for moment in expected if after <= moment < before]
            assert starts_on(days, hours) == inside, (name, days)


def test_known_oddities_are_among_them():
    """If zone data change, these are the lines to look at."""

    def of(name, year):
        return [
            (f"{c.shown:%m-%d %H:%M}", int((c.after - c.before) / MINUTE))
            for c in changes_of(name)
            if c.at.year == year
        ]

    assert of("Antarctica/Troll", 2027) == [("03-28 01:00", 120), ("10-31 01:00", -120)]
    assert of("Australia/Lord_Howe", 2027) == [("04-04 01:30", -30), ("10-03 02:00", 30)]
    assert of("Africa/Cairo", 2027) == [("04-30 00:00", 60), ("10-28 23:00", -60)]
    assert of("Asia/Beirut", 2027) == [("03-28 00:00", 60), ("10-30 23:00", -60)]
    assert of("America/Santiago", 2027) == [("04-03 23:00", -60), ("09-05 00:00", 60)]
    assert of("America/Havana", 2028) == [("03-12 00:00", 60), ("11-05 00:00", -60)]
    assert of("America/Asuncion", 2027) == []
    assert of("Europe/Dublin", 2027) == [("03-28 01:00", 60), ("10-31 01:00", -60)]
    winter, summer = (datetime(2027, month, 15, tzinfo=zone("Europe/Dublin")).dst() for month in (1, 7))
    assert (winter, summer) == (-HOUR, timedelta())
