"""Free times and appointments (SCH-4, SCH-5, BKG-5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.calendars.models import Entry, Owner
from booking.calendars.selectors import Sources
from booking.core.errors import Invalid, SlotTaken
from booking.offerings.selectors import find_offering
from booking.people.models import Instructor
from booking.reservations.ground import read_ground
from booking.reservations.services import book, cancel_booking, hold_booking
from booking.reservations.slots import find_slots
from booking.reservations.slots import slots_on as find_free
from booking.scheduling.models import Session

TUESDAY_NINE = datetime(2027, 1, 5, 8, 0, tzinfo=UTC)


def slots_on(slug, day, now, **options):
    start = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    return find_slots(find_offering(slug), after=start, before=start + timedelta(days=1), now=now, **options)


def starts(slots):
    return [slot.start for slot in slots]


def test_a_day_offers_its_hours_in_steps(studio, now):
    found = starts(slots_on("coaching", date(2027, 1, 5), now))
    assert (found[0], found[-1], len(found)) == (TUESDAY_NINE, datetime(2027, 1, 5, 15, 0, tzinfo=UTC), 15)


def test_closed_days_and_weekends_offer_nothing(studio, now):
    assert slots_on("coaching", date(2027, 1, 13), now) == []
    assert slots_on("coaching", date(2027, 1, 9), now) == []


def test_notice_and_window_bound_what_is_offered(studio, now):
    assert starts(slots_on("coaching", now.date(), now))[0] == now + timedelta(hours=2)
    last = now + timedelta(days=90)
    assert slots_on("coaching", (last + timedelta(days=1)).date(), now) == []
    assert slots_on("coaching", (last - timedelta(days=3)).date(), now) != []


def test_a_booked_time_is_gone_with_all_that_overlap_it(ask, now):
    book(ask("coaching", starts_at=(TUESDAY_NINE,)), provider="transfer", actor="customer", now=now)
    found = starts(slots_on("coaching", date(2027, 1, 5), now))
    assert found[0] == TUESDAY_NINE + timedelta(hours=1)
    with pytest.raises(SlotTaken):
        hold_booking(ask("coaching", starts_at=(TUESDAY_NINE + timedelta(minutes=30),)), now=now)


def test_a_time_that_is_not_offered_is_refused(ask, now):
    for start in (TUESDAY_NINE - timedelta(hours=1), TUESDAY_NINE + timedelta(minutes=7), now + timedelta(hours=1)):
        with pytest.raises(SlotTaken):
            hold_booking(ask("coaching", starts_at=(start,)), now=now)
    with pytest.raises(Invalid):
        hold_booking(ask("coaching", starts_at=()), now=now)


def test_a_held_time_comes_back_by_the_clock(ask, now, settings):
    hold_booking(ask("coaching", starts_at=(TUESDAY_NINE,)), now=now)
    assert starts(slots_on("coaching", date(2027, 1, 5), now))[0] == TUESDAY_NINE + timedelta(hours=1)
    later = now + timedelta(minutes=settings.HOLD_MINUTES)
    assert starts(slots_on("coaching", date(2027, 1, 5), later))[0] == TUESDAY_NINE
    book(ask("coaching", starts_at=(TUESDAY_NINE,)), provider="transfer", actor="customer", now=later)
    assert Entry.objects.filter(starts_at=TUESDAY_NINE).count() == 1


def test_a_cancelled_time_comes_back(ask, now):
    placed = book(ask("coaching", starts_at=(TUESDAY_NINE,)), provider="transfer", actor="customer", now=now)
    cancel_booking(placed.booking, actor="customer", now=now)
    assert starts(slots_on("coaching", date(2027, 1, 5), now))[0] == TUESDAY_NINE
    assert Session.objects.get(seats__booking=placed.booking).status == "cancelled"


def test_classes_occupy_their_teacher(studio, now):
    ben = Instructor.objects.get(slug="ben-lind")
    lesson = slots_on("lesson", date(2027, 1, 5), now, instructor=ben)
    assert [slot.instructors for slot in lesson] == [(ben,)] * len(lesson)
    assert max(starts(lesson)) == datetime(2027, 1, 5, 16, 30, tzinfo=UTC)


def test_any_of_two_offers_each_with_their_own_hours(studio, now):
    ana, ben = Instructor.objects.get(slug="ana-keller"), Instructor.objects.get(slug="ben-lind")
    found = slots_on("lesson", date(2027, 1, 6), now, length=60)
    assert {slot.instructors for slot in found if slot.start.hour < 12} == {(ana,)}
    assert {slot.instructors for slot in found if slot.start.hour == 13} == {(ana,), (ben,)}


def test_any_of_two_takes_the_one_who_is_free(ask, now):
    three = datetime(2027, 1, 6, 14, 0, tzinfo=UTC)
    takers = [
        book(ask("lesson", starts_at=(three,)), provider="transfer", actor="customer", now=now).booking for _ in "12"
    ]
    held_by = [booking.seats.get().session.facilitator_links.get().instructor.slug for booking in takers]
    assert sorted(held_by) == ["ana-keller", "ben-lind"]
    with pytest.raises(SlotTaken):
        book(ask("lesson", starts_at=(three,)), provider="transfer", actor="customer", now=now)


def test_an_offered_length_decides_the_end(ask, now):
    placed = hold_booking(ask("lesson", starts_at=(TUESDAY_NINE,), length=60), now=now)
    session = placed.booking.seats.get().session
    assert session.ends_at - session.starts_at == timedelta(minutes=60)
    with pytest.raises(Invalid):
        hold_booking(ask("lesson", starts_at=(TUESDAY_NINE,), length=45), now=now)


def test_a_pack_keeps_its_hour_on_the_wall_across_a_clock_change(ask, now):
    first = datetime(2027, 3, 15, 8, 0, tzinfo=UTC)
    placed = hold_booking(ask("coaching", variant="pack-4", starts_at=(first,)), now=now)
    sessions = Session.objects.filter(seats__booking=placed.booking).order_by("starts_at")
    assert [session.starts_at.hour for session in sessions] == [8, 8, 7, 7]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_pack_is_booked_whole_or_not_at_all(ask, now):
    third = TUESDAY_NINE + timedelta(days=14)
    book(ask("coaching", starts_at=(third,)), provider="transfer", actor="customer", now=now)
    with pytest.raises(SlotTaken, match="19 January 2027"):
        hold_booking(ask("coaching", variant="pack-4", starts_at=(TUESDAY_NINE,)), now=now)
    assert Session.objects.filter(offering__slug="coaching").count() == 1


def test_limits_count_in_the_instructors_day(ask, now):
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.per_day = 1
    ana.schedule.save()
    book(ask("coaching", starts_at=(TUESDAY_NINE,)), provider="transfer", actor="customer", now=now)
    assert slots_on("coaching", date(2027, 1, 5), now) == []
    assert slots_on("coaching", date(2027, 1, 6), now) != []


def test_what_is_about_to_move_is_neither_in_the_way_nor_counted(ask, now):
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.per_day = 1
    ana.schedule.save()
    session = book(ask("coaching", starts_at=(TUESDAY_NINE,)), provider="transfer", actor="customer", now=now)
    [moving] = Session.objects.filter(seats__booking=session.booking)
    day = {"after": TUESDAY_NINE - timedelta(hours=8), "before": TUESDAY_NINE + timedelta(hours=16), "now": now}
    offering = find_offering("coaching")
    asked = {"offering": offering, "length": None, **day}
    ground = read_ground(offering, after=day["after"], before=day["before"], instructor=None)
    assert find_free(ground, **asked).slots == []
    free = find_free(ground, **asked, without=Sources("session", (moving.pk,)))
    assert starts(free.slots)[0] == TUESDAY_NINE


def test_what_needs_approval_is_offered_on_request(studio, now):
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.firm_notice_hours = 48
    ana.schedule.save()
    assert {slot.is_firm for slot in slots_on("coaching", date(2027, 1, 5), now)} == {False}
    threshold = [slot.is_firm for slot in slots_on("coaching", date(2027, 1, 6), now)]
    assert threshold == sorted(threshold)
    assert {slot.is_firm for slot in slots_on("coaching", date(2027, 1, 7), now)} == {True}


def test_the_number_of_queries_does_not_grow(studio, now, django_assert_num_queries):
    offering = find_offering("lesson")
    with django_assert_num_queries(5):
        assert find_slots(offering, after=now, before=now + timedelta(days=31), now=now)
    owner = Owner.objects.get(name="Ana Keller")
    Entry.objects.bulk_create(
        Entry(
            owner=owner,
            starts_at=now + timedelta(minutes=n),
            ends_at=now + timedelta(minutes=n + 1),
            source_kind="blackout",
            source_id=n,
        )
        for n in range(300, 900)
    )
    offering = find_offering("lesson")
    with django_assert_num_queries(5):
        find_slots(offering, after=now, before=now + timedelta(days=31), now=now)


def test_too_long_a_range_is_refused(studio, now):
    with pytest.raises(Invalid):
        find_slots(find_offering("coaching"), after=now, before=now + timedelta(days=64), now=now)
    with pytest.raises(Invalid):
        find_slots(find_offering("tuesday-flow"), after=now, before=now + timedelta(days=3), now=now)


def test_a_group_larger_than_the_time_has_places_is_refused(ask, now):
    with pytest.raises(Invalid) as refusal:
        hold_booking(ask("coaching", starts_at=(TUESDAY_NINE,), quantity=2), now=now)
    assert refusal.value.fields == {"quantity": ["At most 1 can come together."]}
