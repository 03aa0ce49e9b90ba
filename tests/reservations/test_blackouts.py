"""Blackouts (SCH-3): time kept free, refused where something takes place, laid around it when staff say so."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.audit.models import AuditRecord
from booking.availability.consistency import blackout_times
from booking.availability.models import Blackout
from booking.availability.services import Absence, BlackoutHits, lift_blackout, put_blackout, put_blackout_around
from booking.calendars.models import Entry, Owner
from booking.core.errors import SlotTaken
from booking.offerings.selectors import find_offering
from booking.reservations.services import book, cancel_booking, hold_booking
from booking.reservations.slots import find_slots
from booking.scheduling.models import Room

TUESDAY_NINE = datetime(2027, 1, 5, 8, 0, tzinfo=UTC)


@pytest.fixture
def away(studio):
    """Ana's first week of January, or what is asked for."""

    def absence(starts="2027-01-05T00:00", ends="2027-01-09T00:00", reason="Skiing") -> Absence:
        return Absence(Owner.objects.get(name="Ana Keller"), "Europe/Zurich", starts, ends, reason)

    return absence


def free_on(day, now):
    start = datetime(2027, 1, day, tzinfo=UTC)
    return find_slots(find_offering("coaching"), after=start, before=start + timedelta(days=1), now=now)


def test_a_blackout_takes_its_time_and_gives_it_back(away, now):
    before = free_on(7, now)
    blackout = put_blackout(away(), actor="staff:1", now=now)
    assert (free_on(5, now), free_on(7, now)) == ([], [])
    assert free_on(11, now) != []
    lift_blackout(blackout, actor="staff:1", now=now)
    assert [slot.start for slot in free_on(7, now)] == [slot.start for slot in before]
    told = AuditRecord.objects.filter(subject_type="blackout").order_by("pk").values_list("action", "reason")
    assert list(told) == [("blackout.put", "Skiing"), ("blackout.lifted", "Skiing")]


def test_a_blackout_over_a_booking_is_refused_and_says_when(away, ask, now):
    book(ask("coaching", starts_at=(TUESDAY_NINE,)), provider="transfer", actor="customer", now=now)
    with pytest.raises(BlackoutHits, match="5 January 2027 09:00") as refusal:
        put_blackout(away(), actor="staff:1", now=now)
    assert [entry.counted_at for entry in refusal.value.hits] == [TUESDAY_NINE]
    assert not Blackout.objects.exists()


def test_a_hold_that_ran_out_is_nothing_to_hit(away, ask, now):
    hold_booking(ask("coaching", starts_at=(TUESDAY_NINE,)), now=now)
    put_blackout(away(), actor="staff:1", now=now + timedelta(hours=1))
    assert free_on(5, now + timedelta(hours=1)) == []


def test_what_is_kept_leaves_no_hole_when_it_is_cancelled(away, ask, now):
    placed = book(ask("coaching", starts_at=(TUESDAY_NINE,)), provider="transfer", actor="customer", now=now)
    blackout, hits = put_blackout_around(away(), actor="staff:1", now=now)
    assert [entry.counted_at for entry in hits] == [TUESDAY_NINE]
    assert list(blackout_times(now)) == []
    cancel_booking(placed.booking, actor="customer", now=now)
    assert free_on(5, now) == []
    with pytest.raises(SlotTaken):
        hold_booking(ask("coaching", starts_at=(TUESDAY_NINE,)), now=now)
    record = AuditRecord.objects.get(action="blackout.put_around")
    assert len(record.changes["kept"]) == 1
    lift_blackout(blackout, actor="staff:1", now=now)
    assert free_on(5, now) != []


def test_a_long_blackout_is_kept_by_the_database(away, now):
    blackout = put_blackout(away("2027-02-01T00:00", "2027-05-15T12:00"), actor="staff:1", now=now)
    entries = Entry.objects.filter(source_kind="blackout").order_by("starts_at")
    assert (entries[0].starts_at, entries.last().ends_at) == blackout.bounds
    assert not any(entry.is_tentative for entry in entries)
    assert list(blackout_times(now)) == []


def test_a_closed_room_closes_what_needs_it(studio, now):
    room = Room.objects.filter(venue_links__venue__offering__slug="coaching").first()
    offering = find_offering("coaching")
    if room is None:
        room = Room.objects.order_by("pk").first()
        offering.venue.room_links.create(room=room)
    put_blackout(Absence(room.owner, "Europe/Zurich", "2027-01-07T00:00", "2027-01-08T00:00"), actor="staff:1", now=now)
    assert free_on(7, now) == []
    assert free_on(11, now) != []
