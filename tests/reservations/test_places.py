"""Places in sessions that exist (CAP-1, CAP-4, BKG-5)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from booking.billing.models import Order
from booking.core.errors import AlreadyDone, Invalid, SlotTaken, SoldOut
from booking.core.models import EventRecord
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import StandingPlaces, places_left, standing_places, unchanged_until
from booking.reservations.services import book, cancel_booking, confirm_booking, expire_overdue, hold_booking
from booking.scheduling.models import Session


def first_session(slug="tuesday-flow"):
    return Session.objects.filter(offering__slug=slug).order_by("starts_at").first()


def left(session, now):
    session.refresh_from_db()
    places = places_left([session], now=now)
    assert standing_places([session], now=now) == StandingPlaces(places, unchanged_until(now=now))
    return places[session.pk]


def test_who_read_a_hold_before_it_was_given_back_does_not_confirm_it(studio, ask, now, settings):
    held = hold_booking(ask("tuesday-flow"), now=now).booking
    later = now + timedelta(minutes=settings.HOLD_MINUTES)
    expire_overdue(now=later)
    assert held.status == "reserved"
    with pytest.raises(SlotTaken):
        confirm_booking(held, provider="on_site", actor="customer", now=later)
    assert Booking.objects.get().status == "expired"


def test_places_are_sold_to_the_last_and_not_beyond(ask, now):
    for number in range(5):
        book(ask("tuesday-flow", email=f"{number}@example.com"), provider="transfer", actor="customer", now=now)
    with pytest.raises(SoldOut):
        book(ask("tuesday-flow"), provider="transfer", actor="customer", now=now)
    assert left(first_session(), now) == 0
    assert Seat.objects.filter(session=first_session(), status="booked").count() == 5


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_refused_booking_leaves_nothing_behind(ask, now):
    with pytest.raises(SoldOut):
        book(ask("tuesday-flow", quantity=6), provider="transfer", actor="customer", now=now)
    counts = [model.objects.count() for model in (Booking, Seat, Order)]
    assert [*counts, EventRecord.objects.filter(name__startswith="res").count()] == [0, 0, 0, 0]


def test_a_hold_takes_its_place_and_gives_it_back_by_the_clock(ask, now, settings):
    hold_booking(ask("tuesday-flow", quantity=5), now=now)
    session = first_session()
    assert left(session, now) == 0
    later = now + timedelta(minutes=settings.HOLD_MINUTES)
    assert left(session, later - timedelta(seconds=1)) == 0
    assert left(session, later) == 5


def test_what_is_left_stands_until_a_hold_runs_out_within_the_minute(ask, now, settings):
    hold_booking(ask("tuesday-flow"), now=now + timedelta(seconds=20))
    end = now + timedelta(minutes=settings.HOLD_MINUTES, seconds=20)
    moments = [end - timedelta(seconds=21), end - timedelta(seconds=1), end]
    until = [standing_places([first_session()], now=moment).until for moment in moments]
    assert until == [end - timedelta(seconds=20), end, end + timedelta(seconds=40)]


def test_the_next_buyer_ends_a_hold_that_ran_out_without_any_sweep(ask, now, settings):
    held = hold_booking(ask("tuesday-flow", quantity=5), now=now).booking
    later = now + timedelta(minutes=settings.HOLD_MINUTES)
    placed = book(ask("tuesday-flow", quantity=2), provider="on_site", actor="customer", now=later)
    held.refresh_from_db()
    assert (held.status, placed.booking.status, left(first_session(), later)) == ("expired", "confirmed", 3)
    with pytest.raises(SlotTaken):
        confirm_booking(held, provider="transfer", actor="customer", now=later)


def test_a_hold_that_ran_out_but_was_not_taken_over_still_confirms(ask, now):
    held = hold_booking(ask("tuesday-flow"), now=now).booking
    confirm_booking(held, provider="transfer", actor="customer", now=now + timedelta(hours=1))
    assert Booking.objects.get().status == "confirmed"


def test_confirming_twice_is_quiet(ask, now):
    held = hold_booking(ask("tuesday-flow"), now=now).booking
    stale = Booking.objects.get()
    for booking in (held, stale, held):
        confirm_booking(booking, provider="transfer", actor="customer", now=now)
    assert EventRecord.objects.filter(name="reservations.BookingConfirmed").count() == 1
    assert Booking.objects.get().order.payments.count() == 1


def test_the_sweep_ends_what_ran_out_and_nothing_else(ask, now, settings):
    hold_booking(ask("tuesday-flow"), now=now)
    book(ask("tuesday-flow", email="b@example.com"), provider="transfer", actor="customer", now=now)
    assert expire_overdue(now=now) == 0
    assert expire_overdue(now=now + timedelta(minutes=settings.HOLD_MINUTES)) == 1
    assert left(first_session(), now) == 4
    assert sorted(Booking.objects.values_list("status", flat=True)) == ["confirmed", "expired"]


def test_a_whole_series_takes_a_place_in_every_session(ask, now):
    placed = book(ask("june-retreat", quantity=2), provider="transfer", actor="customer", now=now)
    sessions = Session.objects.filter(offering__slug="june-retreat")
    assert [session.taken for session in sessions] == [2] * 8
    assert placed.booking.seats.count() == 16
    assert (placed.booking.order.total, placed.booking.order.due_now) == (178000, 40000)


def test_registration_closes_after_its_deadline(ask, now):
    before, after = now.replace(month=5, day=31, hour=21), now.replace(month=5, day=31, hour=22)
    hold_booking(ask("june-retreat"), now=before)
    with pytest.raises(Invalid, match="31 May 2027"):
        hold_booking(ask("june-retreat"), now=after)


def test_a_session_that_began_cannot_be_booked(ask, now):
    request = ask("tuesday-flow")
    with pytest.raises(Invalid):
        hold_booking(request, now=first_session().starts_at)


def test_dates_of_another_offering_are_refused(ask, now):
    other = first_session("open-circle").reference
    for sessions in ((other,), (), ("NOPE",), (other, first_session().reference)):
        with pytest.raises(Invalid):
            hold_booking(ask("tuesday-flow", sessions=sessions), now=now)


def test_the_database_itself_refuses_to_oversell(ask, now):
    session = first_session()
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(taken=6)


def test_a_cancelled_booking_frees_its_places_once(ask, now):
    placed = book(ask("tuesday-flow", quantity=3), provider="transfer", actor="customer", now=now)
    for _ in range(2):
        cancel_booking(placed.booking, actor="customer", now=now)
    assert left(first_session(), now) == 5
    assert EventRecord.objects.filter(name="reservations.BookingCancelled").count() == 1


def test_a_cancelled_booking_cannot_be_confirmed(ask, now):
    placed = book(ask("tuesday-flow"), provider="transfer", actor="customer", now=now)
    cancelled = cancel_booking(placed.booking, actor="customer", now=now)
    with pytest.raises(AlreadyDone):
        confirm_booking(cancelled, provider="transfer", actor="customer", now=now)


def test_free_places_need_no_payment(ask, now):
    placed = book(ask("open-circle"), provider="free", actor="customer", now=now)
    assert (placed.booking.order.status, placed.booking.order.payments.count()) == ("paid", 0)
    with pytest.raises(Invalid):
        book(ask("open-circle"), provider="transfer", actor="customer", now=now)
