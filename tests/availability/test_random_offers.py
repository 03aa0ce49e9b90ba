"""What is offered, with everything read from rows: hours, holidays, places, people, rooms, holds, notice and window."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

import pytest

from booking.accounts.models import Membership, User
from booking.availability.models import Schedule
from booking.availability.rules import SlotRules, Window, WorkingHours
from booking.availability.rules.causes import Cause
from booking.calendars.models import Entry, Owner
from booking.calendars.services import make_room_owner, make_twins, owner_for_instructor
from booking.core.timezones import day_bounds, local_date
from booking.offerings.models import Facilitator, Offering
from booking.people.models import Instructor
from booking.people.states import Relation
from booking.people.viewers import Viewer
from booking.reservations.slots import find_slots
from booking.reservations.why import explain_day
from booking.scheduling.models import Place, Room, Venue, VenueRoom
from booking.scheduling.services.places import save_travel
from tests.availability.configurations import (
    DAY,
    ODD_PLACES,
    random_busy,
    random_offset,
    random_rules,
)
from tests.availability.declarations import shows_calendar, write_hours
from tests.availability.oracle import open_windows, slow_offer
from tests.figures import print_figure
from tests.sizes import SIZES

pytestmark = pytest.mark.soak
# Every so manieth question is explained as well.
EXPLAINED = 3
MOST_UNITS = 3


@dataclass
class House:
    """Three people, a room with one to three units and an appointment; every question rewrites what they are like."""

    people: list[Instructor]
    room: Room
    venue: Venue
    offering: Offering


@dataclass
class Occupied:
    """What was written for one owner: all that is busy and where, what counts; what is only asked for apart."""

    busy: list[tuple[int, int, str]] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    wished: list[tuple[int, int, str]] = field(default_factory=list)
    wished_taken: list[int] = field(default_factory=list)
    buffers: tuple[int, int] = (0, 0)


@pytest.fixture
def house(organization):
    people = []
    for name in ("ada", "ben", "cleo"):
        membership = Membership.objects.create(
            user=User.objects.create_user(email=f"{name}@x.example"), role="instructor"
        )
        person = Instructor.objects.create(
            membership=membership, slug=name, name=name, email=f"{name}@x.example", timezone="UTC"
        )
        Schedule.objects.create(instructor=person)
        owner_for_instructor(person)
        people.append(person)
    for slug in ("here", "there"):
        Place.objects.create(slug=slug, name=slug, timezone="UTC")
    room = Room.objects.create(slug="room", name="Room", owner=make_room_owner("Room"))
    make_twins(room.owner, units=MOST_UNITS)
    offering = Offering.objects.create(slug="hour", kind="appointment", name="Hour", lengths=[60])
    return House(people, room, Venue.objects.create(offering=offering), offering)


def test_offers_equal_the_walk(house):
    begun, starts, on_request, empty, removed = perf_counter(), 0, 0, 0, Counter()
    for seed in range(SIZES.random_offers):
        asked, expected = pose(house, Random(seed))
        found = find_slots(house.offering, **asked)
        told = sorted((int(slot.start.timestamp()), slot.instructors[0].name, slot.is_firm) for slot in found)
        assert told == expected, f"seed {seed}"
        assert {slot.end - slot.start for slot in found} <= {timedelta(minutes=house.offering.length)}
        assert all(slot.is_firm != bool(slot.reason) for slot in found)
        if seed % EXPLAINED == 0:
            removed += explain(house, asked)
        starts += len(told)
        on_request += sum(not is_firm for _, _, is_firm in told)
        empty += not told
    print_figure(
        "offers oracle",
        seeds=f"0 to {SIZES.random_offers - 1}",
        starts=starts,
        on_request=on_request,
        without_starts=empty,
        removed=dict(removed),
        seconds=round(perf_counter() - begun, 1),
    )
    assert empty < 0.8 * SIZES.random_offers
    assert 0.1 * starts < on_request < 0.9 * starts
    assert removed.keys() == set(Cause)


def explain(house: House, asked: dict) -> Counter:
    """The first day explained for each person: what is offered and what was removed make up the grid, and agree."""
    offering, counts = house.offering, Counter()
    for person in Instructor.objects.filter(facilitator_links__offering=offering):
        day = local_date(asked["after"], person.timezone)
        bounds = dict(zip(("after", "before"), day_bounds(day, person.timezone), strict=True))
        whom = {"now": asked["now"], "viewer": asked["viewer"], "instructor": person}
        told = explain_day(offering, day=day, **whom)
        offered = {slot.start for slot in find_slots(offering, **bounds, **whom)}
        assert {slot.start for slot in told.offered} == offered
        removed = {each.start: each.reasons for each in told.removed}
        assert all(removed.values()), f"{[start for start in removed if not removed[start]]} without a reason"
        assert not offered & removed.keys()
        counts.update(reason.cause for reasons in removed.values() for reason in reasons)
        if not told.note:
            lead = lead_of(offering, person)
            assert offered | removed.keys() == whole_grid(offering, bounds=bounds, lead=lead)
    return counts


def lead_of(offering: Offering, person: Instructor) -> Instructor:
    """Whose hours count when that person is asked for."""
    if offering.staffing == "any":
        return person
    return Instructor.objects.filter(facilitator_links__offering=offering).order_by("facilitator_links__position")[0]


def whole_grid(offering: Offering, *, bounds: dict, lead: Instructor) -> set[datetime]:
    """Every start of the day on the grid of any window or exception of the lead, the slow way."""
    first, last = (int(bounds[name].timestamp()) for name in ("after", "before"))
    lead.schedule.refresh_from_db()
    weekly = [Window(w.weekday, w.start, w.end) for w in lead.schedule.windows.all()]
    days = {e.day: tuple((start, end) for start, end, _ in e.hours) for e in lead.schedule.exceptions.all()}
    windows = open_windows(WorkingHours(lead.timezone, tuple(weekly), {}, frozenset()), first, last)
    windows += open_windows(WorkingHours(lead.timezone, (), days, frozenset()), first, last)
    minutes = {minute for opens, closes in windows for minute in range(opens, closes, offering.slot_step)}
    return {datetime.fromtimestamp(minute * 60, UTC) for minute in minutes if first <= minute * 60 < last}


def pose(house: House, chance: Random) -> tuple[dict, list[tuple[int, str, bool]]]:
    """Write a random house down; the question, and what the walk answers."""
    zone, around = chance.choice([place for place in ODD_PLACES if place[1].year > 2024])
    midnight = int(datetime(around.year, around.month, around.day, tzinfo=UTC).timestamp())
    now = midnight + random_offset(chance) - 2 * DAY
    rules = random_rules(chance)
    crew = chance.sample(house.people, chance.randint(1, 3))
    staffing = chance.choice(["any", "together"])
    place = chance.choice([None, "here", "there"])
    units = write_units(house, chance) if chance.random() < 0.6 else []
    rooms = [house.room] if units else []
    ways = write_ways(chance, place=place)
    write_offering(house, chance, rules=rules, staffing=staffing, crew=crew, place=place, rooms=rooms)
    Entry.objects.all().delete()
    occupied = {
        owner.pk: occupy_at_random(owner, chance, midnight=midnight, now=now)
        for owner in [*Owner.objects.filter(instructor__in=crew), *units]
    }
    teams, relations = [], []
    for lead in crew if staffing == "any" else crew[:1]:
        members = [lead] if staffing == "any" else crew
        owners = list(Owner.objects.filter(instructor__in=members))
        home = chance.choice([zone, "Europe/Oslo"])
        relation = chance.choice([Relation.NONE, Relation.NONE, *Relation])
        relations.append((lead.pk, relation))
        written = write_hours(lead, chance, zone=home, around=around, place=place, relation=relation)
        mine = occupied[Owner.objects.get(instructor=lead).pk]
        if shows_calendar(lead, chance, relation=relation):
            all_of = [occupied[owner.pk] for owner in owners]
            shared = [occupied[unit.pk] for unit in units]
            teams.append(team_of(lead, written, rules=rules, mine=mine, all_of=all_of, units=shared, ways=ways))
    after = midnight + random_offset(chance)
    before = after + chance.randint(1, 4) * DAY
    offering = house.offering
    expected = slow_offer(
        teams,
        after=after,
        before=before,
        now=now,
        notice=offering.notice_hours * 3600,
        window_days=offering.window_days,
    )
    moments = (("after", after), ("before", before), ("now", now))
    asked = {name: datetime.fromtimestamp(at, UTC) for name, at in moments}
    return {**asked, "viewer": Viewer(tuple(relations))}, expected


def write_units(house: House, chance: Random) -> list[Owner]:
    """Some of the room's units."""
    house.room.units = chance.randint(1, MOST_UNITS)
    house.room.save()
    return [house.room.owner, *house.room.owner.twins.order_by("pk")][: house.room.units]


def write_ways(chance: Random, *, place: str | None) -> dict[str, tuple[int, int]]:
    """How far it is between the places; seconds there and back from where the offering is held, by the other place."""
    there, back = chance.choice([(0, 0), (30, 30), (20, 90), (200, 5)])
    save_travel([("here", "there", there), ("there", "here", back)] if there else [])
    if place is None or not there:
        return {}
    return {"there": (there * 60, back * 60)} if place == "here" else {"here": (back * 60, there * 60)}


def lengthened(spans: list[tuple[int, int, str]], *, ways: dict[str, tuple[int, int]]) -> list[tuple[int, int]]:
    """Busy times with the way to them and the way back."""
    return [(start - ways.get(at, (0, 0))[0], end + ways.get(at, (0, 0))[1]) for start, end, at in spans]


def team_of(
    lead: Instructor,
    written: tuple,
    *,
    rules: SlotRules,
    mine: Occupied,
    all_of: list[Occupied],
    units: list[Occupied],
    ways: dict,
) -> dict:
    """As the walk is to know it: the lead's hours and limits, everybody's busy times, the longest buffers."""
    hours, firm_hours, notices, limits = written
    concerned = [*all_of, *units]
    return {
        "name": lead.name,
        "hours": hours,
        "firm_hours": firm_hours,
        **notices,
        "busy": lengthened([span for each in all_of for span in each.busy], ways=ways),
        "taken": mine.taken,
        "wished": lengthened([span for each in all_of for span in each.wished], ways=ways),
        "wished_taken": mine.wished_taken,
        "rooms": [[lengthened(unit.busy, ways=ways) for unit in units]] if units else [],
        "wished_rooms": [[lengthened(unit.busy + unit.wished, ways=ways) for unit in units]] if units else [],
        "rules": SlotRules(
            rules.length,
            rules.step,
            buffer_before=max(rules.buffer_before, *(each.buffers[0] for each in concerned)),
            buffer_after=max(rules.buffer_after, *(each.buffers[1] for each in concerned)),
            **limits,
        ),
    }


def write_offering(house: House, chance: Random, *, rules, staffing, crew, place, rooms) -> None:
    offering = house.offering
    offering.lengths, offering.slot_step, offering.staffing = [rules.length], rules.step, staffing
    offering.buffer_before, offering.buffer_after = rules.buffer_before, rules.buffer_after
    offering.notice_hours = chance.choice([0, 0, 0, 2, 24])
    offering.window_days = chance.choice([3, 7, 90, 90])
    offering.save()
    Facilitator.objects.all().delete()
    for position, person in enumerate(crew):
        Facilitator.objects.create(offering=offering, instructor=person, position=position)
    house.venue.place = Place.objects.get(slug=place) if place else None
    house.venue.save()
    VenueRoom.objects.all().delete()
    for room in rooms:
        VenueRoom.objects.create(venue=house.venue, room=room)


def occupy_at_random(owner: Owner, chance: Random, *, midnight: int, now: int) -> Occupied:
    """Entries that do not overlap; some are holds, of which some have run out and are free again."""
    owner.buffer_before, owner.buffer_after = buffers = chance.choice([(0, 0), (0, 0), (10, 0), (0, 20)])
    owner.save()
    occupied = Occupied(buffers=buffers)
    free_from = 0
    for start, end in sorted(random_busy(chance, midnight=midnight)):
        if end <= start:
            continue
        # Only what is asked for may share its time.
        is_tentative = start < free_from or chance.random() < 0.1
        free_from = free_from if is_tentative else end
        expires_at = chance.choice([None, None, now + 600, now])
        counted_at = chance.choice([start, start, None])
        place = chance.choice(["", "here", "there"])
        Entry.objects.create(
            owner=owner,
            starts_at=datetime.fromtimestamp(start, UTC),
            ends_at=datetime.fromtimestamp(end, UTC),
            counted_at=datetime.fromtimestamp(counted_at, UTC) if counted_at else None,
            expires_at=datetime.fromtimestamp(expires_at, UTC) if expires_at else None,
            is_tentative=is_tentative,
            place=place,
            source_kind="session",
            source_id=1,
        )
        if expires_at != now:
            (occupied.wished if is_tentative else occupied.busy).append((start, end, place))
            (occupied.wished_taken if is_tentative else occupied.taken).extend([counted_at] if counted_at else [])
    return occupied
