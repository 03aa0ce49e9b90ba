"""Why a time is not offered (SCH-10), in words: which rule, entry or buffer removed it."""

from datetime import UTC, date, datetime

import pytest

from booking.availability.services import Absence, put_blackout
from booking.calendars.models import Owner
from booking.core.timezones import wall_clock
from booking.offerings.selectors import find_offering
from booking.people.models import Instructor
from booking.people.states import Relation
from booking.people.viewers import Viewer
from booking.reservations.services import book
from booking.reservations.why import explain_day
from booking.scheduling.models import Place
from booking.scheduling.services.places import save_travel

TUESDAY = date(2027, 1, 5)
TUESDAY_ELEVEN = datetime(2027, 1, 5, 10, 0, tzinfo=UTC)


@pytest.fixture
def ana(studio) -> Instructor:
    return Instructor.objects.get(slug="ana-keller")


def why(ana, day, now, *, slug="coaching", **asked):
    """By the time on Ana's clock, the sentences that keep it from being offered."""
    told = explain_day(find_offering(slug), instructor=ana, day=day, now=now, **asked)
    return {
        f"{wall_clock(each.start, told.timezone):%H:%M}": [reason.text for reason in each.reasons]
        for each in told.removed
    }


def test_a_free_day_only_ends(ana, now):
    assert why(ana, TUESDAY, now) == {"16:30": ["60 minutes do not fit before the hours end."]}


def test_notice_and_window(ana, now):
    assert why(ana, now.date(), now)["09:00"] == ["It has begun."]
    assert why(ana, now.date(), now)["10:30"] == ["Bookings need 2 hours of notice."]
    assert set(map(tuple, why(ana, date(2027, 4, 30), now).values())) >= {("Bookings open 90 days ahead.",)}


def test_a_closed_day_and_other_hours(ana, now):
    assert why(ana, date(2027, 1, 13), now)["09:00"] == ["Other hours hold on 13 January 2027."]
    ana.schedule.closed_on_holidays = True
    ana.schedule.save()
    assert why(ana, date(2027, 1, 1), now)["09:00"] == ["Public holiday: New Year's Day."]


def test_a_booking_its_buffer_and_a_blackout_are_named(ana, ask, now):
    owner = Owner.objects.get(instructor=ana)
    owner.buffer_after = 15
    owner.save()
    book(ask("coaching", starts_at=(TUESDAY_ELEVEN,)), provider="transfer", actor="customer", now=now)
    put_blackout(
        Absence(owner, "Europe/Zurich", "2027-01-05T15:00", "2027-01-05T17:00", "Dentist"), actor="staff:1", now=now
    )
    found = why(ana, TUESDAY, now)
    taken = "Ana Keller has Coaching on 5 January 11:00 to 12:00"
    assert found["11:30"] == [f"{taken}."]
    assert found["12:00"] == [f"{taken}; the buffers between the two are too short."]
    assert found["15:30"] == ["Ana Keller has time off: Dentist on 5 January 15:00 to 17:00."]


def test_a_way_is_named(ana, ask, now):
    Place.objects.create(slug="barn", name="Barn", timezone="Europe/Zurich")
    save_travel([("hall", "barn", 60)])
    book(ask("coaching", starts_at=(TUESDAY_ELEVEN,)), provider="transfer", actor="customer", now=now)
    owner = Owner.objects.get(instructor=ana)
    owner.entries.update(place="barn")
    found = why(ana, TUESDAY, now)
    taken = "Ana Keller has Coaching on 5 January 11:00 to 12:00"
    assert found["12:30"] == [f"{taken}; it is at barn, and there is no time for the way."]
    assert "13:00" not in found


def test_limits_are_named(ana, ask, now):
    ana.schedule.per_day, ana.schedule.per_week = 1, 1
    ana.schedule.save()
    book(ask("coaching", starts_at=(TUESDAY_ELEVEN,)), provider="transfer", actor="customer", now=now)
    assert why(ana, TUESDAY, now)["14:00"] == ["1 sessions a day are the limit.", "1 sessions a week are the limit."]
    assert why(ana, date(2027, 1, 6), now)["14:00"] == ["1 sessions a week are the limit."]


def test_hours_for_others_and_calendars_for_nobody(ana, now):
    window = ana.schedule.windows.get(weekday=1)
    window.conditions = {"audience": "connected"}
    window.save()
    assert why(ana, TUESDAY, now)["09:00"] == ["These hours are for connected customers only."]
    friend = Viewer(((ana.pk, Relation.CONNECTED),))
    assert list(why(ana, TUESDAY, now, viewer=friend)) == ["16:30"]
    ana.calendar_visibility = "private"
    ana.save()
    told = explain_day(find_offering("coaching"), instructor=ana, day=TUESDAY, now=now)
    assert (told.offered, told.removed, bool(told.note)) == ([], [], True)
