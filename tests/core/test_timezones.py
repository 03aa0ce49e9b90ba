from datetime import UTC, date, datetime

import pytest

from booking.core.errors import Invalid
from booking.core.timezones import day_bounds, instant_at, is_zone, local_date, offset_label, wall_minute, zone


def test_a_missing_wall_time_moves_forward_by_the_gap():
    instant = instant_at(datetime(2027, 3, 28, 2, 30), "Europe/Zurich")
    assert instant == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_doubled_wall_time_is_the_first():
    assert instant_at(datetime(2027, 10, 31, 2, 30), "Europe/Zurich") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 30, 1, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 30, 0, 1, tzinfo=UTC),
    ],
)
def test_what_no_wall_clock_says_is_refused(instant):
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert wall_minute(first, "Europe/Zurich", field="at") == datetime(2027, 10, 31, 2, 30)
    with pytest.raises(Invalid) as refused:
        wall_minute(instant, "Europe/Zurich", field="at")
    assert list(refused.value.fields) == ["at"]


def test_a_day_of_change_has_its_own_length():
    starts, ends = day_bounds(date(2027, 3, 28), "Europe/Zurich")
    assert (ends - starts).total_seconds() == 23 * 3600


@pytest.mark.parametrize("name", ["Europe", "../etc/passwd", "", "europe/zurich", None, 3, "posixrules"])
def test_only_iana_names_open_a_zone(name):
    assert not is_zone(name)
    with pytest.raises(ValueError):
        zone(name)


def test_late_evening_counts_for_the_local_day():
    assert local_date(datetime(2027, 1, 4, 22, 30, tzinfo=UTC), "Europe/Zurich") == date(2027, 1, 4)
    assert local_date(datetime(2027, 1, 4, 23, 30, tzinfo=UTC), "Europe/Zurich") == date(2027, 1, 5)


def test_offset_is_written_for_people():
    assert offset_label(datetime(2027, 7, 1, tzinfo=UTC), "Asia/Kathmandu") == "UTC+05:45"
