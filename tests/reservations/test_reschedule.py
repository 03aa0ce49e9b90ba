"""Moving a booked session to another time or date (BKG-8, H24)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.accounts.models import Organization
from booking.calendars.models import Entry
from booking.core.consistency import find_faults
from booking.core.errors import Invalid, NotAllowed, SlotTaken, SoldOut
from booking.offerings.models import Policy
from booking.people.models import Instructor
from booking.reservations.calendar_events import calendar_events
from booking.reservations.models import Modification, Seat
from booking.reservations.services import book, cancel_booking, reschedule_session, swap_date
from booking.scheduling.models import Session

MONDAY_NINE = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
BY_CUSTOMER = {"actor": "customer"}


@pytest.fixture
def coaching(ask, now):
    return book(ask("coaching", starts_at=(MONDAY_NINE,)), provider="transfer", **BY_CUSTOMER, now=now).booking


@pytest.fixture
def flow(ask, now):
    return book(ask("tuesday-flow", quantity=2), provider="transfer", **BY_CUSTOMER, now=now).booking


def faults(now):
    return find_faults(Organization.objects.get(slug="harbour"), now=now)


def kept(booking):
    seats = Seat.objects.filter(booking=booking).exclude(status="released").order_by("session__starts_at", "number")
    return [seat.session for seat in seats.select_related("session")]


def reference_of(booking):
    return kept(booking)[0].reference


def dates_of_flow():
    return list(Session.objects.filter(offering__slug="tuesday-flow", status="scheduled").order_by("starts_at"))


def test_a_session_moves_and_its_old_time_is_free_again(ask, coaching, now):
    reschedule_session(
        coaching, session=reference_of(coaching), starts_at=MONDAY_NINE + timedelta(days=1), **BY_CUSTOMER, now=now
    )
    assert [session.starts_at for session in kept(coaching)] == [MONDAY_NINE + timedelta(days=1)]
    assert [entry.starts_at for entry in Entry.objects.filter(source_id=kept(coaching)[0].pk)] == [
        MONDAY_NINE + timedelta(days=1)
    ]
    book(ask("coaching", starts_at=(MONDAY_NINE,)), provider="transfer", **BY_CUSTOMER, now=now)
    assert faults(now) == []


def test_what_moves_is_not_in_its_own_way(coaching, now):
    reschedule_session(coaching, session="", starts_at=MONDAY_NINE + HALF_AN_HOUR, **BY_CUSTOMER, now=now)
    assert [session.starts_at for session in kept(coaching)] == [MONDAY_NINE + HALF_AN_HOUR]


def test_what_moves_does_not_count_for_its_own_limit(ask, coaching, now):
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.per_day = 1
    ana.schedule.save()
    later = MONDAY_NINE + timedelta(hours=3)
    with pytest.raises(SlotTaken):
        book(ask("coaching", starts_at=(later,)), provider="transfer", **BY_CUSTOMER, now=now)
    reschedule_session(coaching, session="", starts_at=later, **BY_CUSTOMER, now=now)
    assert [session.starts_at for session in kept(coaching)] == [later]


def test_a_time_of_somebody_else_is_refused_and_nothing_changes(ask, coaching, now):
    taken = MONDAY_NINE + timedelta(hours=2)
    book(ask("coaching", starts_at=(taken,)), provider="transfer", **BY_CUSTOMER, now=now)
    for start in (taken, taken + HALF_AN_HOUR, MONDAY_NINE + timedelta(minutes=7)):
        with pytest.raises(SlotTaken):
            reschedule_session(coaching, session="", starts_at=start, **BY_CUSTOMER, now=now)
    assert ([s.starts_at for s in kept(coaching)], Modification.objects.count()) == ([MONDAY_NINE], 0)


def test_the_policy_says_until_when(coaching, now):
    asked = {"session": "", "starts_at": MONDAY_NINE + timedelta(days=2), **BY_CUSTOMER}
    with pytest.raises(NotAllowed, match="until 12 hours before"):
        reschedule_session(coaching, **asked, now=MONDAY_NINE - timedelta(hours=12) + timedelta(seconds=1))
    Policy.objects.update(reschedule_until_hours=1000)
    reschedule_session(coaching, **asked, now=MONDAY_NINE - timedelta(hours=12))


def test_what_has_begun_or_ended_stays(coaching, now):
    asked = {"session": "", "starts_at": MONDAY_NINE + timedelta(days=2), **BY_CUSTOMER}
    with pytest.raises(NotAllowed, match="already begun"):
        reschedule_session(coaching, **asked, now=MONDAY_NINE)
    cancel_booking(coaching, **BY_CUSTOMER, now=now)
    with pytest.raises(Invalid):
        reschedule_session(coaching, **asked, now=now)


def test_moving_twice_to_the_same_time_is_quiet(coaching, now):
    asked = {"session": reference_of(coaching), "starts_at": MONDAY_NINE + timedelta(days=1), **BY_CUSTOMER}
    for _ in range(2):
        reschedule_session(coaching, **asked, now=now)
    assert (Modification.objects.count(), Seat.objects.filter(booking=coaching).count()) == (1, 2)


def test_the_history_is_kept(coaching, now):
    old = reference_of(coaching)
    reschedule_session(
        coaching, session=old, starts_at=MONDAY_NINE + timedelta(days=1), reason="a cold", **BY_CUSTOMER, now=now
    )
    modification = Modification.objects.get()
    seat = Seat.objects.get(booking=coaching, session__reference=old)
    assert (modification.kind, modification.actor, modification.reason, modification.at) == (
        "rescheduled",
        "customer",
        "a cold",
        now,
    )
    assert [entry["session"] for entry in modification.changes["from"]] == [old]
    assert [entry["session"] for entry in modification.changes["to"]] == [reference_of(coaching)]
    assert (seat.status, seat.released_at, seat.release_reason) == ("released", now, "a cold")


def test_the_calendar_sees_one_meeting_that_moves_and_comes_back(coaching, now):
    def in_calendar():
        [event] = calendar_events(coaching)
        return event.uid, event.start, event.sequence, event.is_cancelled

    seen = [in_calendar()]
    for start in (MONDAY_NINE + timedelta(days=1), MONDAY_NINE):
        reschedule_session(coaching, session="", starts_at=start, **BY_CUSTOMER, now=now)
        coaching.refresh_from_db()
        seen.append(in_calendar())
    assert len({uid for uid, *_ in seen}) == 1
    assert [start for _, start, *_ in seen] == [MONDAY_NINE, MONDAY_NINE + timedelta(days=1), MONDAY_NINE]
    assert [sequence for _, _, sequence, _ in seen] == sorted({sequence for _, _, sequence, _ in seen})
    assert [is_cancelled for *_, is_cancelled in seen] == [False, False, False]


def test_one_session_of_a_pack_moves_alone(ask, now):
    asked = ask("coaching", variant="pack-4", starts_at=(MONDAY_NINE,))
    pack = book(asked, provider="transfer", **BY_CUSTOMER, now=now).booking
    second = kept(pack)[1]
    with pytest.raises(Invalid):
        reschedule_session(pack, session="", starts_at=MONDAY_NINE + timedelta(days=1), **BY_CUSTOMER, now=now)
    with pytest.raises(SlotTaken):
        reschedule_session(pack, session=second.reference, starts_at=MONDAY_NINE, **BY_CUSTOMER, now=now)
    start = second.starts_at + timedelta(days=1)
    reschedule_session(pack, session=second.reference, starts_at=start, **BY_CUSTOMER, now=now)
    assert [session.starts_at for session in kept(pack)] == [
        MONDAY_NINE,
        start,
        MONDAY_NINE + timedelta(days=14),
        MONDAY_NINE + timedelta(days=21),
    ]
    assert faults(now) == []


def test_who_holds_it_holds_it_again_unless_somebody_else_is_asked(ask, now):
    three = datetime(2027, 1, 6, 14, 0, tzinfo=UTC)
    ben = Instructor.objects.get(slug="ben-lind")
    lesson = book(
        ask("lesson", starts_at=(three,), instructor=ben), provider="transfer", **BY_CUSTOMER, now=now
    ).booking
    reschedule_session(lesson, session="", starts_at=three + timedelta(days=1), **BY_CUSTOMER, now=now)
    assert kept(lesson)[0].facilitator_links.get().instructor == ben
    ana = Instructor.objects.get(slug="ana-keller")
    reschedule_session(lesson, session="", starts_at=three, instructor=ana, **BY_CUSTOMER, now=now)
    assert kept(lesson)[0].facilitator_links.get().instructor == ana


def test_all_places_move_to_another_date(flow, now):
    first, second = dates_of_flow()[:2]
    swap_date(flow, session=first.reference, to_session=second.reference, **BY_CUSTOMER, now=now)
    assert [session.pk for session in kept(flow)] == [second.pk, second.pk]
    assert [Session.objects.get(pk=date.pk).taken for date in (first, second)] == [0, 2]
    swap_date(flow, session=first.reference, to_session=second.reference, **BY_CUSTOMER, now=now)
    swap_date(flow, session=second.reference, to_session=first.reference, **BY_CUSTOMER, now=now)
    assert [Session.objects.get(pk=date.pk).taken for date in (first, second)] == [2, 0]
    assert (Modification.objects.count(), faults(now)) == (2, [])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_full_date_takes_nobody_and_the_old_one_is_kept(ask, flow, now):
    first, second = dates_of_flow()[:2]
    crowd = ask("tuesday-flow", quantity=4, sessions=(second.reference,))
    book(crowd, provider="transfer", **BY_CUSTOMER, now=now)
    with pytest.raises(SoldOut):
        swap_date(flow, session=first.reference, to_session=second.reference, **BY_CUSTOMER, now=now)
    assert [Session.objects.get(pk=date.pk).taken for date in (first, second)] == [2, 4]


def test_only_dates_of_the_same_offering_that_are_to_come_will_do(flow, now):
    first = dates_of_flow()[0]
    circle = Session.objects.get(offering__slug="open-circle")
    for wrong in (circle.reference, "NOSUCHDATE", ""):
        with pytest.raises(Invalid):
            swap_date(flow, session=first.reference, to_session=wrong, **BY_CUSTOMER, now=now)
