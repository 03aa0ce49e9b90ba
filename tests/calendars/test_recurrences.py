"""Repeating wall-clock times: gaps at the first date, ends at midnights that are missing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.calendars.recurrence import expand
from booking.calendars.services import save_recurrence
from booking.core.errors import Invalid
from booking.core.timezones import wall_clock

START = datetime(2027, 1, 1, tzinfo=UTC)
END = datetime(2028, 1, 1, tzinfo=UTC)


def save(timezone, first, *, frequency="WEEKLY", params="interval:1", until=None, minutes=60, recurrence=None):
    return save_recurrence(
        recurrence,
        title="Flow",
        timezone=timezone,
        first=datetime.fromisoformat(first),
        minutes=minutes,
        frequency=frequency,
        params=params,
        until=until,
    )


def walls(recurrence, *, after=START, before=END):
    starts = [occurrence.start for occurrence in expand(recurrence, after=after, before=before)]
    return [f"{wall_clock(start, recurrence.timezone):%m-%d %H:%M}" for start in starts]


def test_a_first_date_in_a_gap_moves_alone(organization):
    recurrence = save("Europe/Zurich", "2027-03-28T02:30")
    assert walls(recurrence)[:3] == ["03-28 03:30", "04-04 02:30", "04-11 02:30"]


def test_a_first_date_without_its_last_hour_moves_alone(organization):
    # In Scoresbysund the clocks go from 22:59 on Saturday to midnight.
    recurrence = save("America/Scoresbysund", "2027-03-27T23:30")
    assert walls(recurrence)[:3] == ["03-28 00:30", "04-03 23:30", "04-10 23:30"]


def test_a_last_day_ends_although_the_next_has_no_midnight(organization):
    # In Cairo the clocks go from 23:59 on Thursday 29 April to 01:00 on Friday.
    recurrence = save("Africa/Cairo", "2027-04-27T00:30", frequency="DAILY", until=date(2027, 4, 29))
    assert walls(recurrence) == ["04-27 00:30", "04-28 00:30", "04-29 00:30"]


def test_a_last_day_has_its_last_hour_though_it_moves(organization):
    recurrence = save("America/Scoresbysund", "2027-03-26T23:30", frequency="DAILY", until=date(2027, 3, 27))
    assert walls(recurrence) == ["03-26 23:30", "03-28 00:30"]


def test_the_length_is_elapsed_time_over_both_changes(organization):
    recurrence = save("Europe/Zurich", "2027-03-28T01:30", params="interval:31", minutes=120)
    spans = [occurrence.end - occurrence.start for occurrence in expand(recurrence, after=START, before=END)]
    assert spans == [timedelta(minutes=120)] * 2


def test_saving_again_takes_the_new_wall_clock(organization):
    recurrence = save("Europe/Zurich", "2027-03-28T02:30", until=date(2027, 4, 11))
    again = save("America/New_York", "2027-03-14T02:30", until=date(2027, 3, 21), recurrence=recurrence, minutes=30)
    assert (again.pk, walls(again)) == (recurrence.pk, ["03-14 03:30", "03-21 02:30"])
    again.refresh_from_db()
    assert {o.end - o.start for o in expand(again, after=START, before=END)} == {timedelta(minutes=30)}


def test_more_dates_than_allowed_are_refused(organization, settings):
    settings.MOST_OCCURRENCES = 10
    recurrence = save("Europe/Zurich", "2027-03-01T10:00", frequency="DAILY", until=date(2027, 3, 11))
    with pytest.raises(Invalid):
        expand(recurrence, after=START, before=END)
