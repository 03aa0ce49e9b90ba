from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.calendars.models import Entry
from booking.core.errors import Invalid, SlotTaken
from booking.offerings.models import Offering
from booking.scheduling.models import Series, Session
from booking.scheduling.services import extend_series, save_series

ZURICH = ZoneInfo("Europe/Zurich")


@pytest.fixture
def flow(studio):
    return Offering.objects.get(slug="tuesday-flow")


def local_starts(offering):
    sessions = Session.objects.filter(offering=offering, status="scheduled").order_by("starts_at")
    return [session.starts_at.astimezone(ZURICH) for session in sessions]


def test_six_in_the_evening_stays_six_across_both_clock_changes(flow):
    starts = [start for start in local_starts(flow) if start.date() != date(2027, 3, 10)]
    assert {(start.hour, start.minute) for start in starts} == {(18, 0)}
    assert {start.utcoffset() for start in starts} == {timedelta(hours=1), timedelta(hours=2)}
    assert (starts[0].date(), starts[-1].date()) == (date(2027, 1, 5), date(2027, 12, 21))


def test_skipped_and_moved_dates_are_kept(flow):
    days = [start.date() for start in local_starts(flow)]
    assert date(2027, 2, 16) not in days
    assert date(2027, 3, 9) not in days
    assert datetime(2027, 3, 10, 18, 30, tzinfo=ZURICH) in local_starts(flow)
    assert len(days) == 51 - 1


def test_saving_the_same_series_again_changes_nothing(flow, now):
    before = list(Session.objects.order_by("pk").values())
    entries = Entry.objects.count()
    series = Series.objects.get(offering=flow)
    save_series(flow, pattern=series.pattern, timezone=series.timezone, now=now)
    assert list(Session.objects.order_by("pk").values()) == before
    assert Entry.objects.count() == entries


def test_the_horizon_moves_on_by_itself(flow, now, settings):
    settings.SERIES_HORIZON_DAYS = 30
    pattern = {"starts": "2027-01-07", "at": "07:00", "repeat": {"every": 1, "unit": "week", "on": ["thu"]}}
    series = save_series(flow, pattern=pattern, timezone="Europe/Zurich", now=now)
    assert len(local_starts(flow)) == 4
    extend_series(series, now=now + timedelta(days=7))
    assert len(local_starts(flow)) == 5


def test_a_new_pattern_moves_what_nobody_booked_and_leaves_what_is_booked(flow, now):
    booked = Session.objects.filter(offering=flow).order_by("starts_at")[1]
    Session.objects.filter(pk=booked.pk).update(taken=1)
    pattern = {"starts": "2027-01-05", "at": "19:30", "repeat": {"every": 1, "unit": "week", "on": ["tue"]}}
    save_series(flow, pattern=pattern, timezone="Europe/Zurich", now=now)
    kept = [start for start in local_starts(flow) if (start.hour, start.minute) == (18, 0)]
    assert [start.astimezone(UTC) for start in kept] == [booked.starts_at]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_conflicting_series_is_refused_and_changes_nothing(studio, flow, now):
    circle = Offering.objects.get(slug="open-circle")
    before = list(Session.objects.filter(offering=circle).values())
    with pytest.raises(SlotTaken):
        save_series(circle, pattern={"starts": "2027-01-12", "at": "18:30"}, timezone="Europe/Zurich", now=now)
    assert list(Session.objects.filter(offering=circle).values()) == before


def test_several_weekdays_survive_the_librarys_shortcut(flow, now):
    pattern = {
        "starts": "2027-01-05",
        "at": "07:00",
        "repeat": {"every": 1, "unit": "week", "on": ["tue", "thu"]},
        "until": "2027-01-15",
    }
    save_series(flow, pattern=pattern, timezone="Europe/Zurich", now=now)
    assert [start.day for start in local_starts(flow)] == [5, 7, 12, 14]


def test_every_first_saturday(flow, now):
    pattern = {
        "starts": "2027-01-02",
        "at": "15:00",
        "repeat": {"every": 1, "unit": "month", "on": ["sat"], "position": 1},
        "until": "2027-05-31",
    }
    save_series(flow, pattern=pattern, timezone="Europe/Zurich", now=now)
    assert [start.date() for start in local_starts(flow)] == [
        date(2027, 2, 6),
        date(2027, 3, 6),
        date(2027, 4, 3),
        date(2027, 5, 1),
    ]


def test_a_doubled_hour_is_the_first_and_a_missing_one_moves_forward(flow, now):
    pattern = {
        "starts": "2027-01-03",
        "at": "02:30",
        "repeat": {"every": 1, "unit": "week", "on": ["sun"]},
        "until": "2027-11-30",
    }
    save_series(flow, pattern=pattern, timezone="Europe/Zurich", now=now)
    by_day = {start.date(): start.astimezone(UTC) for start in local_starts(flow)}
    assert by_day[date(2027, 3, 28)] == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert by_day[date(2027, 10, 31)] == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_skipping_a_date_that_is_none_is_refused(flow, now):
    pattern = {
        "starts": "2027-01-05",
        "at": "18:00",
        "repeat": {"every": 1, "unit": "week", "on": ["tue"]},
        "skip": ["2027-01-06"],
    }
    with pytest.raises(Invalid):
        save_series(flow, pattern=pattern, timezone="Europe/Zurich", now=now)
