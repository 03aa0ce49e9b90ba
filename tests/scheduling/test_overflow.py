"""A nearly full date proposes and opens another one (SCH-8)."""

from datetime import timedelta

import pytest

from booking.calendars.models import Entry, Owner
from booking.core.consistency import find_faults
from booking.core.timezones import wall_clock
from booking.offerings.models import Offering
from booking.scheduling.models import Series, Session
from booking.scheduling.overflow import propose_overflow
from booking.scheduling.services import call_off_session, extend_series, open_overflow, save_series

TUESDAYS = {"starts": "2027-02-02", "at": "18:00", "repeat": {"every": 1, "unit": "week", "on": ["tue"]}}


@pytest.fixture
def full(studio, now):
    """Four of the five places of the first Tuesday are taken."""
    offering = Offering.objects.get(slug="tuesday-flow")
    save_series(offering, pattern={**TUESDAYS, "until": "2027-02-02"}, timezone="Europe/Zurich", now=now)
    session = Session.objects.select_related("offering").get(offering=offering, status="scheduled")
    session.taken = 4
    return session


def walls(times):
    return [f"{wall_clock(time, 'Europe/Zurich'):%m-%d %H:%M}" for time in times]


def test_a_date_that_is_not_nearly_full_proposes_nothing(full, now):
    full.taken = 3
    assert propose_overflow(full, now=now).times == ()


def test_the_same_time_in_the_coming_weeks_comes_first(full, now):
    overflow = propose_overflow(full, now=now)
    assert overflow.is_nearly_full
    assert walls(overflow.times)[:4] == ["02-09 18:00", "02-16 18:00", "02-23 18:00", "03-02 18:00"]


@pytest.mark.parametrize("name", ["Ben Lind", "Room 1"])
def test_times_at_which_somebody_or_a_room_is_busy_are_left_out(full, now, name):
    start = full.starts_at + timedelta(weeks=1)
    values = {"starts_at": start, "ends_at": start + timedelta(hours=1), "source_kind": "external", "source_id": 1}
    Entry.objects.create(owner=Owner.objects.get(name=name), **values)
    assert "02-09 18:00" not in walls(propose_overflow(full, now=now).times)


def test_one_more_date_is_opened_once_and_kept(full, studio, now):
    start = full.starts_at + timedelta(hours=2)
    opened = open_overflow(full, start=start, actor="staff:1", now=now)
    assert open_overflow(full, start=start, actor="staff:1", now=now).pk == opened.pk
    assert (opened.capacity, opened.facilitator_links.get().instructor.name) == (5, "Ben Lind")
    series = Series.objects.get(offering=full.offering)
    assert series.pattern["extra"] == ["2027-02-02T20:00"]
    rows = list(Session.objects.order_by("pk").values())
    save_series(full.offering, pattern=series.given, timezone="Europe/Zurich", now=now)
    extend_series(series, now=now)
    assert list(Session.objects.order_by("pk").values()) == rows
    call_off_session(opened, actor="staff:1", now=now)
    assert [s.pk for s in Session.objects.filter(offering=full.offering, status="scheduled")] == [full.pk]
    assert find_faults(studio, now=now) == []
