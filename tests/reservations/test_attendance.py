"""BKG-10, CAP-9, AUT-3: the roster, and what time does to sessions and bookings, on a virtual clock."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.audit.models import AuditRecord
from booking.core.consistency import find_faults
from booking.core.errors import AlreadyDone, NotAllowed
from booking.core.models import EventRecord
from booking.reservations.attendance import Tally, seats_at, seats_on_roster, session_at_the_door, tally_of
from booking.reservations.models import Booking, Seat
from booking.reservations.rules import settle_roster
from booking.reservations.services import (
    book,
    cancel_booking,
    check_in,
    complete_past,
    excuse,
    hold_booking,
    mark_no_show,
    take_back,
)
from booking.reservations.states import SeatStatus
from booking.scheduling.models import Session

pytestmark = pytest.mark.django_db
STAFF = {"actor": "staff:1"}
S = SeatStatus


@pytest.fixture
def places(ask, now) -> list[Seat]:
    """Three places of two bookings in the first Tuesday class."""
    for name, quantity in (("Adam", 1), ("Zoe", 2)):
        request = ask("tuesday-flow", name=name, email=f"{name}@example.com", quantity=quantity)
        book(request, provider="transfer", actor="customer", now=now)
    [session] = Session.objects.filter(seats__isnull=False).distinct()
    return seats_on_roster(session)


def statuses(seats: list[Seat]) -> list[str]:
    return [seat.status for seat in Seat.objects.filter(pk__in=[seat.pk for seat in seats]).order_by("pk")]


def test_roster_lists_who_is_expected_by_name(places, ask, now):
    hold_booking(ask("tuesday-flow", name="Bea", email="bea@example.com"), now=now)
    shown = [(seat.booking.name, seat.number) for seat in seats_on_roster(places[0].session)]
    assert shown == [("Adam", 1), ("Zoe", 1), ("Zoe", 2)]


def test_check_in_opens_on_the_day(places, now):
    session = places[0].session
    with pytest.raises(NotAllowed):
        check_in(places, **STAFF, now=session.starts_at - timedelta(days=1))
    check_in(places[:1], **STAFF, now=session.starts_at - timedelta(hours=11))
    check_in(places[:1], **STAFF, now=session.starts_at)
    assert statuses(places) == [S.CHECKED_IN, S.BOOKED, S.BOOKED]
    assert AuditRecord.objects.filter(action="seat.checked_in", actor="staff:1").count() == 1


def test_nobody_is_missing_before_it_has_begun(places):
    session = places[0].session
    with pytest.raises(NotAllowed):
        mark_no_show(places, **STAFF, now=session.starts_at - timedelta(seconds=1))
    mark_no_show(places[:1], **STAFF, now=session.starts_at)
    assert statuses(places) == [S.NO_SHOW, S.BOOKED, S.BOOKED]


def test_what_was_noted_can_be_put_right(places):
    at = places[0].session.starts_at
    for note, expected in (
        (mark_no_show, S.NO_SHOW),
        (check_in, S.CHECKED_IN),
        (take_back, S.BOOKED),
        (excuse, S.EXCUSED),
        (check_in, S.CHECKED_IN),
    ):
        note(places[:1], **STAFF, now=at)
        assert statuses(places[:1]) == [expected]


def test_a_place_that_was_given_up_is_not_noted(places, now):
    cancel_booking(Booking.objects.get(name="Adam"), actor="customer", now=now)
    at = places[0].session.starts_at
    for note in (check_in, mark_no_show, excuse):
        with pytest.raises(NotAllowed):
            note(Seat.objects.filter(pk=places[0].pk).select_related("booking", "session"), **STAFF, now=at)
    assert statuses(places) == [S.RELEASED, S.BOOKED, S.BOOKED]


def test_tally_counts_who_came_of_those_decided_on(places):
    at = places[0].session.starts_at
    check_in(places[:1], **STAFF, now=at)
    mark_no_show(places[1:2], **STAFF, now=at)
    excuse(places[2:], **STAFF, now=at)
    tally = tally_of(seats_on_roster(places[0].session))
    assert (tally, tally.rate) == (Tally(expected=3, came=1, absent=1, excused=1, released=0), 50)
    assert Tally(expected=3, came=0, absent=0, excused=0, released=0).rate is None


@pytest.mark.parametrize(
    "noted, missing",
    [(set(), S.ATTENDED), ({S.EXCUSED}, S.ATTENDED), ({S.CHECKED_IN}, S.NO_SHOW), ({S.NO_SHOW}, S.NO_SHOW)],
)
def test_an_unkept_roster_means_that_everybody_came(noted, missing):
    assert settle_roster({S.BOOKED, *noted}) == {S.CHECKED_IN: S.ATTENDED, S.BOOKED: missing}


def faults(studio, *, now: datetime) -> list:
    """Without the mails that nobody sends in these tests."""
    return [found for found in find_faults(studio, now=now) if found.check != "late_delivery"]


def sweep(now: datetime) -> int:
    done = 0
    while step := complete_past(now=now):
        done += step
    return done


def test_past_sessions_complete_themselves(studio, places):
    session = places[0].session
    check_in(places[:1], **STAFF, now=session.starts_at)
    assert sweep(session.starts_at - timedelta(seconds=1)) == 0
    sweep(session.starts_at)
    assert set(Booking.objects.values_list("status", flat=True)) == {"in_progress"}
    sweep(session.ends_at - timedelta(seconds=1))
    session.refresh_from_db()
    assert session.status == "scheduled"
    sweep(session.ends_at)
    session.refresh_from_db()
    assert (session.status, statuses(places)) == ("completed", [S.ATTENDED, S.NO_SHOW, S.NO_SHOW])
    assert set(Booking.objects.values_list("status", flat=True)) == {"completed"}
    assert sweep(session.ends_at) == 0
    assert faults(studio, now=session.ends_at) == []
    check_in(places[1:2], **STAFF, now=session.ends_at)
    assert statuses(places) == [S.ATTENDED, S.ATTENDED, S.NO_SHOW]
    with pytest.raises(NotAllowed):
        take_back(places[:1], **STAFF, now=session.ends_at)


def test_a_worker_that_was_away_catches_up(studio, places):
    """A day late, the same comes about, each event once."""
    late = places[0].session.ends_at + timedelta(days=1)
    sweep(late)
    sweep(late + timedelta(minutes=1))
    assert statuses(places) == [S.ATTENDED] * 3
    told = EventRecord.objects.filter(name__in=["reservations.BookingStarted", "reservations.BookingCompleted"])
    assert (told.count(), EventRecord.objects.filter(name="reservations.SessionCompleted").count() >= 1) == (4, True)
    assert faults(studio, now=late) == []


def test_a_booking_of_several_sessions_lasts_until_the_last(studio, ask, now):
    start = datetime(2027, 1, 18, 8, tzinfo=UTC)
    pack = book(ask("coaching", variant="pack-4", starts_at=(start,)), provider="transfer", actor="customer", now=now)
    seen = []
    for week in range(4):
        sweep(start + timedelta(weeks=week, hours=2))
        pack.booking.refresh_from_db()
        seen.append(pack.booking.status)
    assert seen == ["in_progress", "in_progress", "in_progress", "completed"]


def test_a_cancelled_booking_neither_begins_nor_completes(studio, places, now):
    booking = Booking.objects.get(name="Adam")
    cancel_booking(booking, actor="customer", now=now)
    sweep(places[0].session.ends_at)
    booking.refresh_from_db()
    assert (booking.status, statuses(places)[0]) == ("cancelled", S.RELEASED)


def test_at_the_door_the_session_that_is_on_is_meant(studio, ask, now):
    start = datetime(2027, 1, 18, 8, tzinfo=UTC)
    request = ask("coaching", variant="pack-4", starts_at=(start,))
    booking = book(request, provider="transfer", actor="customer", now=now).booking
    assert session_at_the_door(booking, now=start - timedelta(days=2)) is None
    for week in range(4):
        at = start + timedelta(weeks=week, minutes=-20)
        found = session_at_the_door(booking, now=at)
        assert found.starts_at == start + timedelta(weeks=week)
        check_in(seats_at(booking, session=found), **STAFF, now=at)


def test_giving_up_a_place_that_was_used_is_refused(places, now):
    check_in(places[:1], **STAFF, now=places[0].session.starts_at)
    with pytest.raises((NotAllowed, AlreadyDone)):
        cancel_booking(Booking.objects.get(name="Adam"), actor="customer", now=places[0].session.starts_at)
