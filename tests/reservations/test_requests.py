"""Bookings that somebody has to approve: how they come about and how they end by themselves (BKG-1, BKG-4, AUT-3)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.calendars.models import Entry
from booking.core.errors import SlotTaken
from booking.offerings.models import Offering
from booking.offerings.selectors import find_offering
from booking.people.models import Instructor
from booking.reservations.models import Booking
from booking.reservations.selectors import preview_cancel
from booking.reservations.services import (
    book,
    cancel_booking,
    confirm_booking,
    expire_booking,
    expire_overdue,
    hold_booking,
)
from booking.reservations.slots import find_slots
from booking.scheduling.models import Session

TUESDAY_NINE = datetime(2027, 1, 5, 8, 0, tzinfo=UTC)
THURSDAY_NINE = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)
NEXT_TUESDAY = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
PAID = {"provider": "transfer", "actor": "customer"}


@pytest.fixture
def ana_is_asked(studio):
    """Ana decides about every session herself."""
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.firm = False
    ana.schedule.save()
    return ana


def entries_at(start):
    return list(Entry.objects.filter(counted_at=start).order_by("pk"))


def is_firm_at(start, *, now, slug="coaching"):
    """Whether the time is offered firmly; None when it is not offered."""
    slots = find_slots(find_offering(slug), after=start, before=start + timedelta(minutes=1), now=now)
    return slots[0].is_firm if slots else None


def test_a_time_on_request_ends_as_a_request(ana_is_asked, ask, now):
    booking = book(ask("coaching", starts_at=(NEXT_TUESDAY,)), **PAID, now=now).booking
    booking.refresh_from_db()
    assert (booking.type, booking.status) == ("request", "requested")
    assert (booking.requested_at, booking.confirmed_at) == (now, None)
    assert booking.hold_expires_at == now + timedelta(hours=48)
    assert [(e.is_tentative, e.expires_at) for e in entries_at(NEXT_TUESDAY)] == [(True, now + timedelta(hours=48))]
    assert not booking.order.payments.exists()


def test_a_request_waits_no_longer_than_until_it_starts(ana_is_asked, ask, now):
    booking = book(ask("coaching", starts_at=(TUESDAY_NINE,)), **PAID, now=now).booking
    assert booking.hold_expires_at == TUESDAY_NINE


def test_requests_for_one_time_stand_side_by_side(ana_is_asked, ask, now):
    for name in ("eve@example.com", "max@example.com"):
        book(ask("coaching", starts_at=(NEXT_TUESDAY,), email=name), **PAID, now=now)
    assert [e.is_tentative for e in entries_at(NEXT_TUESDAY)] == [True, True]
    assert is_firm_at(NEXT_TUESDAY, now=now) is False


def test_what_is_asked_for_is_no_longer_offered_firmly(ask, now):
    Offering.objects.filter(slug="lesson").update(approval=True)
    ana = Instructor.objects.get(slug="ana-keller")
    assert is_firm_at(NEXT_TUESDAY, now=now) is True
    book(ask("lesson", starts_at=(NEXT_TUESDAY,), instructor=ana), **PAID, now=now)
    assert is_firm_at(NEXT_TUESDAY, now=now) is False
    assert is_firm_at(NEXT_TUESDAY + timedelta(hours=3), now=now) is True
    assert is_firm_at(NEXT_TUESDAY, now=now + timedelta(hours=48)) is True


def test_a_firm_booking_leaves_nothing_to_ask_for(ask, now):
    book(ask("coaching", starts_at=(NEXT_TUESDAY,)), **PAID, now=now)
    Instructor.objects.get(slug="ana-keller").schedule.__class__.objects.update(firm=False)
    with pytest.raises(SlotTaken):
        book(ask("coaching", starts_at=(NEXT_TUESDAY,), email="max@example.com"), **PAID, now=now)


def test_limits_that_requests_would_reach_leave_requests_only(ask, now):
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.per_day = 1
    ana.schedule.save()
    Offering.objects.filter(slug="lesson").update(approval=True)
    book(ask("lesson", starts_at=(NEXT_TUESDAY,), instructor=ana), **PAID, now=now)
    assert is_firm_at(NEXT_TUESDAY + timedelta(hours=3), now=now) is False
    ana.schedule.per_day, ana.schedule.per_week = None, 1
    ana.schedule.save()
    assert is_firm_at(NEXT_TUESDAY + timedelta(days=3), now=now) is False


def test_one_time_near_enough_makes_the_whole_pack_a_request(ask, now):
    ana = Instructor.objects.get(slug="ana-keller")
    ana.schedule.firm_notice_hours = 24 * 10
    ana.schedule.save()
    booking = book(ask("coaching", variant="pack-4", starts_at=(NEXT_TUESDAY,)), **PAID, now=now).booking
    assert booking.status == "requested"
    entries = Entry.objects.filter(source_kind="session", source_id__in=booking.seats.values("session"))
    assert list(entries.values_list("is_tentative", flat=True)) == [True] * 4


def test_times_of_one_request_are_in_each_others_way(ana_is_asked, ask, now):
    times = tuple(NEXT_TUESDAY + timedelta(minutes=30 * n) for n in range(4))
    with pytest.raises(SlotTaken):
        hold_booking(ask("coaching", variant="pack-4", starts_at=times), now=now)


def test_an_offering_that_wants_approval_takes_places_meanwhile(ask, now):
    Offering.objects.filter(slug="tuesday-flow").update(approval=True)
    booking = book(ask("tuesday-flow", quantity=2), **PAID, now=now).booking
    assert (booking.type, booking.status) == ("request", "requested")
    session = Session.objects.get(pk=booking.seats.first().session_id)
    assert session.taken == 2
    assert not Entry.objects.filter(is_tentative=True).exists()
    assert expire_overdue(now=booking.hold_expires_at) == 1
    session.refresh_from_db()
    assert session.taken == 0


def test_an_unanswered_request_expires_at_its_deadline(ana_is_asked, ask, now):
    booking = book(ask("coaching", starts_at=(NEXT_TUESDAY,)), **PAID, now=now).booking
    assert expire_overdue(now=now + timedelta(hours=48, seconds=-1)) == 0
    assert expire_overdue(now=now + timedelta(hours=48)) == 1
    booking.refresh_from_db()
    assert (booking.status, booking.end_reason) == ("expired", "no answer in time")
    assert entries_at(NEXT_TUESDAY) == []
    assert booking.order.status == "void"


def test_a_request_outlives_its_checkout(ana_is_asked, ask, now):
    """Whoever came to tidy up the hold saw it before it was asked for."""
    placed = hold_booking(ask("coaching", starts_at=(NEXT_TUESDAY,)), now=now)
    seen_by_the_sweep = Booking.objects.get(pk=placed.booking.pk)
    confirm_booking(placed.booking, **PAID, now=now)
    expire_booking(seen_by_the_sweep, now=now + timedelta(minutes=10))
    assert Booking.objects.get(pk=placed.booking.pk).status == "requested"


def test_asking_twice_is_asking_once(ana_is_asked, ask, now):
    placed = hold_booking(ask("coaching", starts_at=(NEXT_TUESDAY,)), now=now)
    for later in (now, now + timedelta(minutes=5)):
        confirm_booking(Booking.objects.get(pk=placed.booking.pk), **PAID, now=later)
    assert Booking.objects.get(pk=placed.booking.pk).requested_at == now


def test_withdrawing_a_request_costs_nothing(ana_is_asked, ask, now):
    booking = book(ask("coaching", starts_at=(TUESDAY_NINE,)), **PAID, now=now).booking
    assert not preview_cancel(booking, now=now).fee
    cancel_booking(booking, actor="customer", now=now)
    assert Booking.objects.get(pk=booking.pk).status == "cancelled"
    assert entries_at(TUESDAY_NINE) == []
