"""SCH-11: rooms and equipment of which there are several; each session uses one unit for all of its time."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.calendars.models import Entry
from booking.core.consistency import find_faults
from booking.core.errors import SlotTaken
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.reservations.services import approve_booking, book, reschedule_session
from booking.reservations.slots import find_slots
from booking.reservations.why import explain_day
from booking.scheduling.foresight import clashes_of
from booking.scheduling.models import Room, Session
from booking.scheduling.selectors import units_of
from booking.scheduling.services import call_off_session, move_session, save_series
from booking.scheduling.services.altering import Move
from booking.scheduling.services.places import save_room, save_venue
from tests.reservations.conftest import PAID

pytestmark = pytest.mark.django_db
AFTERNOON = datetime(2027, 1, 14, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def microphones(studio) -> Room:
    """Two of them, which every coaching and every lesson needs."""
    room = save_room("microphone", name="Microphone", units=2)
    for slug in ("coaching", "lesson"):
        save_venue(Offering.objects.get(slug=slug), place=None, rooms=[room])
    return room


@pytest.fixture
def people(studio) -> dict[str, Instructor]:
    return {person.slug: person for person in Instructor.objects.all()}


def units_used(room: Room) -> list[tuple[str, datetime]]:
    [units] = units_of([room])
    entries = Entry.objects.filter(owner__in=units).order_by("starts_at", "owner")
    return list(entries.values_list("owner__name", "starts_at"))


def lessons_at(now, *, after=AFTERNOON, before=AFTERNOON + HOUR, length=60) -> set[tuple[str, str]]:
    slots = find_slots(Offering.objects.get(slug="lesson"), after=after, before=before, now=now, length=length)
    return {(slot.instructors[0].slug, f"{slot.start:%H:%M}") for slot in slots}


def occupy(room: Room, *spans: tuple[int, timedelta, timedelta], tentative: bool = False) -> None:
    """(unit, from, to) after the hour."""
    [units] = units_of([room])
    for unit, start, end in spans:
        Entry.objects.create(
            owner=units[unit],
            starts_at=AFTERNOON + start,
            ends_at=AFTERNOON + end,
            source_kind="external",
            source_id=1,
            is_tentative=tentative,
        )


def test_two_at_once_use_two_units_and_a_third_finds_none(microphones, people, ask, now, studio):
    for slug in ("ana-keller", "ben-lind"):
        book(ask("lesson", starts_at=(AFTERNOON,), instructor=people[slug]), **PAID, now=now)
    assert units_used(microphones) == [("Microphone", AFTERNOON), ("Microphone 2", AFTERNOON)]
    assert [str(fault) for fault in find_faults(studio, now=now)] == []
    Entry.objects.filter(owner__instructor__slug="ben-lind").delete()
    assert {start for _, start in lessons_at(now, length=30)} == {"13:30"}
    with pytest.raises(SlotTaken):
        book(ask("lesson", starts_at=(AFTERNOON,), instructor=people["ben-lind"]), **PAID, now=now)


def test_nobody_changes_the_unit_in_the_middle(microphones, now):
    half = HOUR / 2
    occupy(microphones, (0, -HOUR, half), (1, half, 2 * HOUR))
    assert {start for _, start in lessons_at(now, length=60)} == {"13:30"}
    assert {start for _, start in lessons_at(now, length=30)} == {"13:00", "13:30"}


def test_what_is_called_off_is_free_for_others(microphones, people, ask, now):
    occupy(microphones, (0, -HOUR, HOUR))
    made = book(ask("coaching", starts_at=(AFTERNOON,)), **PAID, now=now).booking
    assert lessons_at(now) == set()
    session = Session.objects.get(seats__booking=made)
    later = AFTERNOON + 2 * HOUR
    reschedule_session(made, session=session.reference, starts_at=later, actor="customer", now=now)
    assert ("Microphone", later) in units_used(microphones)
    assert ("ben-lind", "13:00") in lessons_at(now)


def test_what_is_asked_for_keeps_its_unit_and_both_can_be_granted(microphones, people, ask, asked, now):
    wished = asked(start=AFTERNOON)
    firm = book(ask("lesson", starts_at=(AFTERNOON,), instructor=people["ben-lind"]), **PAID, now=now).booking
    assert (firm.status, wished.status) == ("confirmed", "requested")
    assert units_used(microphones) == [("Microphone", AFTERNOON), ("Microphone 2", AFTERNOON)]
    assert approve_booking(wished, actor="staff:1", now=now).status == "confirmed"


def test_a_request_is_granted_the_unit_that_is_free_by_then(microphones, asked, now):
    wished = asked(start=AFTERNOON)
    occupy(microphones, (0, -HOUR, HOUR))
    assert approve_booking(wished, actor="staff:1", now=now).status == "confirmed"
    assert units_used(microphones) == [("Microphone", AFTERNOON - HOUR), ("Microphone 2", AFTERNOON)]


def test_a_request_is_refused_when_all_units_are_taken(microphones, asked, now):
    wished = asked(start=AFTERNOON)
    occupy(microphones, (0, -HOUR, HOUR), (1, -HOUR, HOUR))
    with pytest.raises(SlotTaken, match="Somebody else has this time"):
        approve_booking(wished, actor="staff:1", now=now)


def test_dates_use_units_too_and_move_to_the_one_that_is_free(microphones, now, studio):
    flow = Offering.objects.get(slug="tuesday-flow")
    save_venue(flow, place=None, rooms=[microphones])
    series = flow.series
    save_series(flow, pattern=series.pattern, timezone=series.timezone, now=now)
    first, second = Session.objects.filter(offering=flow).order_by("starts_at")[:2]
    [units] = units_of([microphones])
    target = second.starts_at + 3 * HOUR
    Entry.objects.create(owner=units[0], starts_at=target, ends_at=target + HOUR, source_kind="external", source_id=1)
    move_session(first, to=target, actor="staff:1", now=now)
    own = Entry.objects.filter(source_kind="session", source_id=first.pk, owner__kind="room")
    assert [entry.owner for entry in own] == [units[1]]
    assert [str(fault) for fault in find_faults(studio, now=now)] == []
    call_off_session(first, actor="staff:1", now=now)
    assert not own.all().exists()


def test_dates_are_refused_when_no_unit_is_left(microphones, now):
    flow = Offering.objects.get(slug="tuesday-flow")
    save_venue(flow, place=None, rooms=[microphones])
    save_series(flow, pattern=flow.series.pattern, timezone=flow.series.timezone, now=now)
    first = Session.objects.filter(offering=flow).order_by("starts_at").first()
    target = first.starts_at + 3 * HOUR
    [units] = units_of([microphones])
    for unit in units:
        Entry.objects.create(owner=unit, starts_at=target, ends_at=target + HOUR, source_kind="external", source_id=1)
    with pytest.raises(SlotTaken):
        move_session(first, to=target, actor="staff:1", now=now)


def test_why_names_what_holds_the_units_only_when_none_is_free(microphones, people, now):
    def reasons() -> list[str]:
        told = explain_day(
            Offering.objects.get(slug="lesson"), instructor=people["ben-lind"], day=AFTERNOON.date(), now=now, length=60
        )
        return [reason.text for row in told.removed if row.start == AFTERNOON for reason in row.reasons]

    occupy(microphones, (0, -HOUR, HOUR))
    assert reasons() == []
    occupy(microphones, (1, HOUR / 2, HOUR))
    found = reasons()
    assert ["Microphone has" in found[0], "Microphone 2 has" in found[1], len(found)] == [True, True, 2]


def test_the_check_finds_a_session_on_two_units(microphones, people, ask, now, studio):
    made = book(ask("coaching", starts_at=(AFTERNOON,)), **PAID, now=now).booking
    [units] = units_of([microphones])
    entry = Entry.objects.get(owner=units[0])
    entry.pk, entry.owner = None, units[1]
    entry.save()
    reference = Session.objects.get(seats__booking=made).reference
    assert [str(fault) for fault in find_faults(studio, now=now)] == [
        f"harbour: units_in_use: session {reference}: expected one unit of Microphone in use, found 2"
    ]


def test_a_date_is_foreseen_to_clash_only_when_every_unit_is_taken(microphones):
    flow = Offering.objects.get(slug="tuesday-flow")
    save_venue(flow, place=None, rooms=[microphones])
    date = Session.objects.select_related("offering").filter(offering=flow).order_by("starts_at")[0]
    moves = [Move(date, AFTERNOON, AFTERNOON + HOUR)]
    occupy(microphones, (0, -HOUR, HOUR))
    assert clashes_of(moves) == []
    occupy(microphones, (1, -HOUR, HOUR))
    assert [clash.owner.name for clash in clashes_of(moves)] == ["Microphone"]
