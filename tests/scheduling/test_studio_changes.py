"""The studio changes one date, or one and all that follow (SCH-2): by services, kept by later loads and the horizon."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.audit.models import AuditRecord
from booking.calendars.models import Entry, Owner
from booking.core.consistency import find_faults
from booking.core.errors import AlreadyDone, Invalid, NotAllowed, SlotTaken
from booking.core.timezones import wall_clock
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.scheduling.models import Series, Session
from booking.scheduling.services import (
    call_off_following,
    call_off_run,
    call_off_session,
    change_capacity,
    change_capacity_following,
    extend_series,
    move_following,
    move_session,
    restaff_following,
    restaff_session,
    save_series,
)

STAFF = {"actor": "staff:1", "reason": "Ben is away"}
TUESDAYS = {"starts": "2027-02-02", "at": "18:00", "repeat": {"every": 1, "unit": "week", "on": ["tue"]}}
FIVE = {**TUESDAYS, "until": "2027-03-02"}


@pytest.fixture
def flow(studio, now):
    offering = Offering.objects.get(slug="tuesday-flow")
    save_series(offering, pattern=FIVE, timezone="Europe/Zurich", now=now)
    yield offering
    assert find_faults(studio, now=now) == []


def dates(offering):
    return list(Session.objects.filter(offering=offering, status="scheduled").order_by("starts_at"))


def walls(offering):
    return [f"{wall_clock(session.starts_at, 'Europe/Zurich'):%m-%d %H:%M}" for session in dates(offering)]


def pattern_of(offering):
    return Series.objects.get(offering=offering).pattern


def state(offering):
    return list(Session.objects.filter(offering=offering).order_by("pk").values()), pattern_of(offering)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def reload(flow, now):
    """Loads what the file said, and lets the horizon go on: nothing of it changes what the studio changed."""

    def load():
        before = state(flow)
        save_series(flow, pattern=FIVE, timezone="Europe/Zurich", now=now)
        extend_series(Series.objects.get(offering=flow), now=now)
        save_series(flow, pattern=pattern_of(flow), timezone="Europe/Zurich", now=now)
        assert state(flow) == before

    return load


def test_one_date_is_moved_with_its_time(flow, now, reload):
    second = dates(flow)[1]
    moved = move_session(second, to=at("2027-02-10T17:30"), now=now, **STAFF)
    assert walls(flow)[:3] == ["02-02 18:00", "02-10 18:30", "02-16 18:00"]
    assert (moved.sequence, moved.ends_at - moved.starts_at) == (second.sequence + 1, timedelta(minutes=75))
    assert {entry.starts_at for entry in Entry.objects.filter(source_id=second.pk)} == {moved.starts_at}
    assert pattern_of(flow) == {**FIVE, "move": [{"from": "2027-02-09", "to": "2027-02-10T18:30"}]}
    record = AuditRecord.objects.get(action="session.moved")
    assert (record.actor, record.reason, record.subject_reference) == ("staff:1", "Ben is away", second.reference)
    assert move_session(second, to=at("2027-02-10T17:30"), now=now, **STAFF).sequence == moved.sequence
    reload()


def test_a_date_and_those_after_it_are_moved(flow, now, reload):
    third = dates(flow)[2]
    move_session(dates(flow)[3], to=at("2027-02-26T08:00"), now=now, **STAFF)
    move_following(third, to=at("2027-02-17T18:00"), now=now, **STAFF)
    assert walls(flow) == ["02-02 18:00", "02-09 18:00", "02-17 19:00", "02-26 09:00", "03-03 19:00"]
    reload()


def test_what_was_moved_goes_along_with_the_next_move_of_all(flow, now, reload):
    second = dates(flow)[1]
    move_session(second, to=at("2027-02-10T17:30"), now=now, **STAFF)
    move_following(second, to=at("2027-02-11T17:00"), now=now, **STAFF)
    assert walls(flow) == ["02-02 18:00", "02-11 18:00", "02-18 18:00", "02-25 18:00", "03-04 18:00"]
    move_following(dates(flow)[2], to=at("2027-02-16T17:00"), now=now, **STAFF)
    assert walls(flow) == ["02-02 18:00", "02-11 18:00", "02-16 18:00", "02-23 18:00", "03-02 18:00"]
    reload()


def test_dates_shift_by_more_than_their_distance(flow, now, reload):
    move_following(dates(flow)[0], to=at("2027-02-09T17:00"), now=now, **STAFF)
    assert walls(flow) == ["02-09 18:00", "02-16 18:00", "02-23 18:00", "03-02 18:00", "03-09 18:00"]
    reload()


def test_a_changed_series_goes_on_changed(flow, now, settings):
    settings.SERIES_HORIZON_DAYS = 40
    save_series(flow, pattern=TUESDAYS, timezone="Europe/Zurich", now=now)
    move_following(dates(flow)[1], to=at("2027-02-10T18:00"), now=now, **STAFF)
    extend_series(Series.objects.get(offering=flow), now=now + timedelta(days=14))
    assert walls(flow) == ["02-02 18:00", "02-10 19:00", "02-17 19:00", "02-24 19:00"]


def test_one_date_is_called_off(flow, now, reload):
    second = dates(flow)[1]
    gone = call_off_session(second, now=now, **STAFF)
    assert (gone.status, gone.sequence) == ("cancelled", second.sequence + 1)
    assert not Entry.objects.filter(source_id=second.pk).exists()
    assert pattern_of(flow) == {**FIVE, "skip": ["2027-02-09"]}
    assert call_off_session(second, now=now, **STAFF).sequence == gone.sequence
    reload()


def test_a_date_that_comes_back_is_decided_anew(flow, now):
    flow.minimum = {"participants": 3, "days_before": 2, "else": "call_off"}
    flow.save()
    save_series(flow, pattern={**FIVE, "until": "2027-03-09"}, timezone="Europe/Zurich", now=now)
    gone = call_off_session(dates(flow)[1], now=now, **STAFF)
    assert gone.outlook == "off"
    save_series(flow, pattern={**FIVE, "until": "2027-03-16"}, timezone="Europe/Zurich", now=now)
    back = dates(flow)[1]
    assert (back.pk, back.outlook, back.decide_at) == (gone.pk, "pending", back.starts_at - timedelta(days=2))


def test_a_date_and_those_after_it_are_called_off(flow, now, reload):
    call_off_following(dates(flow)[2], now=now, **STAFF)
    assert walls(flow) == ["02-02 18:00", "02-09 18:00"]
    assert pattern_of(flow) == {**FIVE, "until": "2027-02-15"}
    assert Session.objects.filter(offering=flow, status="cancelled", starts_at__gt=at("2027-02-15T00:00")).count() == 3
    reload()


def test_everything_is_called_off(flow, now, reload):
    assert len(call_off_run(flow, now=now, **STAFF)) == 5
    assert (walls(flow), pattern_of(flow)) == ([], {"dates": []})
    assert call_off_run(flow, now=now, **STAFF) == []
    reload()


def test_a_plan_loses_some_of_its_meetings(studio, now):
    retreat = Offering.objects.get(slug="june-retreat")
    last_day = dates(retreat)[-2]
    call_off_following(last_day, now=now, **STAFF)
    assert len(dates(retreat)) == 6
    assert pattern_of(retreat)["skip"] == ["2027-06-14T07:00", "2027-06-14T19:00"]
    move_session(dates(retreat)[0], to=at("2027-06-10T06:00"), now=now, **STAFF)
    before = state(retreat)
    series = Series.objects.get(offering=retreat)
    save_series(retreat, pattern=series.given, timezone="Europe/Zurich", now=now)
    assert state(retreat) == before


def test_somebody_else_holds_it(flow, now, reload):
    ana, ben = Instructor.objects.get(slug="ana-keller"), Instructor.objects.get(slug="ben-lind")
    restaff_following(dates(flow)[3], team=[ana], now=now, **STAFF)
    restaff_session(dates(flow)[1], team=[ana, ben], now=now, **STAFF)
    people = [[link.instructor.name for link in s.facilitator_links.order_by("position")] for s in dates(flow)]
    assert people == [["Ben Lind"], ["Ana Keller", "Ben Lind"], ["Ben Lind"], ["Ana Keller"], ["Ana Keller"]]
    owners = [{e.owner.name for e in Entry.objects.filter(source_id=s.pk, owner__kind="person")} for s in dates(flow)]
    assert owners == [set(names) for names in people]
    with pytest.raises(Invalid):
        restaff_session(dates(flow)[1], team=[], now=now, **STAFF)
    reload()


def test_places_are_more_or_fewer(flow, now, reload):
    change_capacity_following(dates(flow)[2], capacity=8, overbooking=1, now=now, **STAFF)
    change_capacity(dates(flow)[3], capacity=2, overbooking=0, now=now, **STAFF)
    assert [(s.capacity, s.overbooking) for s in dates(flow)] == [(5, 0), (5, 0), (8, 1), (2, 0), (8, 1)]
    reload()


def test_places_never_fall_below_what_is_sold(flow, now):
    sold = dates(flow)[3]
    Session.objects.filter(pk=sold.pk).update(taken=3)
    for change, first in [(change_capacity, sold), (change_capacity_following, dates(flow)[1])]:
        with pytest.raises(Invalid) as refusal:
            change(first, capacity=1, overbooking=1, now=now, **STAFF)
        assert refusal.value.fields == {"capacity": ["at least 2: so many places are sold on 2027-02-23"]}
    assert {s.capacity for s in dates(flow)} == {5}
    Session.objects.filter(pk=sold.pk).update(taken=0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_time_that_somebody_needs_is_refused_and_nothing_changes(flow, now):
    clash = at("2027-02-10T17:30")
    ben = Owner.objects.get(name="Ben Lind")
    values = {"starts_at": clash, "ends_at": clash + timedelta(hours=1), "source_kind": "external", "source_id": 1}
    Entry.objects.create(owner=ben, **values)
    before = state(flow)
    with pytest.raises(SlotTaken):
        move_session(dates(flow)[1], to=clash, now=now, **STAFF)
    with pytest.raises(SlotTaken):
        move_following(dates(flow)[0], to=at("2027-02-03T17:30"), now=now, **STAFF)
    assert state(flow) == before


def test_what_cannot_be_is_refused(flow, now):
    first, second = dates(flow)[:2]
    refused = [
        (Invalid, {"to": now - timedelta(days=1)}),
        (Invalid, {"to": at("2027-02-10T17:30") + timedelta(seconds=5)}),
        # 02:30 for the second time that night.
        (Invalid, {"to": at("2027-10-31T01:30")}),
    ]
    for error, values in refused:
        with pytest.raises(error):
            move_session(second, **values, now=now, **STAFF)
    with pytest.raises(Invalid):
        move_following(second, to=at("2027-03-20T18:00"), now=now, **STAFF)
    with pytest.raises(NotAllowed):
        call_off_session(first, now=first.starts_at, **STAFF)
    call_off_session(first, now=now, **STAFF)
    with pytest.raises(AlreadyDone):
        move_session(first, to=at("2027-02-03T18:00"), now=now, **STAFF)
