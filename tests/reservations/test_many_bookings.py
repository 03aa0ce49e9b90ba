"""A date with many bookings is off at once; they are ended piece by piece, each told and refunded once (BKG-16)."""

from collections import Counter

import pytest
from django.db import transaction

from booking.core.consistency import find_faults
from booking.core.errors import AlmanacError
from booking.core.events import deliver_due
from booking.core.models import Delivery
from booking.notifications.models import Message
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment
from booking.reservations.models import Booking, CallingOff, Seat
from booking.reservations.services import book, cancel_booking, hold_booking
from booking.scheduling.models import Session
from booking.scheduling.services import call_off_following, call_off_session
from tests.reservations.conftest import PAID

pytestmark = pytest.mark.django_db
STAFF = {"actor": "staff:1", "reason": "Ben is away"}


@pytest.fixture(autouse=True)
def few_at_once(settings):
    settings.MOST_BOOKINGS_AT_ONCE, settings.BOOKINGS_ENDED_AT_A_TIME = 3, 2


@pytest.fixture
def booked(ask, now) -> list[Booking]:
    """Five who have paid for the first Tuesday, which is sold out with them."""
    made = []
    for number in range(5):
        asked = ask("tuesday-flow", name=f"Guest {number}", email=f"guest{number}@example.com")
        made.append(book(asked, **PAID, now=now).booking)
        for payment in Payment.objects.filter(order=made[-1].order):
            record_payment(payment, amount=payment.amount, actor="staff:1", now=now)
    settle(now)
    return made


def settle(now) -> None:
    while deliver_due(now=now):
        pass


def session_of(booking: Booking) -> Session:
    return Session.objects.filter(seats__booking=booking).order_by("starts_at").first()


def standing() -> int:
    return Booking.objects.filter(status="confirmed").count()


def test_the_date_is_off_at_once_and_the_rest_follows_in_pieces(booked, ask, studio, now):
    session = call_off_session(session_of(booked[0]), **STAFF, now=now)
    assert (session.status, standing(), CallingOff.objects.get().bookings) == ("cancelled", 5, 5)
    with pytest.raises(AlmanacError):
        book(ask("tuesday-flow", sessions=(session.reference,), quantity=1), **PAID, now=now)
    left = []
    while CallingOff.objects.exists():
        assert find_faults(studio, now=now) == []
        assert deliver_due(now=now) > 0
        left.append(standing())
    assert left == [3, 1, 0, 0]
    settle(now)
    session.refresh_from_db()
    assert (session.taken, Seat.objects.exclude(status="released").count()) == (0, 0)
    assert find_faults(studio, now=now) == []
    told = Message.objects.filter(kind="date_called_off").values_list("recipient", flat=True)
    assert Counter(told) == {f"guest{number}@example.com": 1 for number in range(5)}
    refunds = Refund.objects.values_list("payment__order__booking", "amount")
    assert Counter(refunds) == {(booking.pk, 2800): 1 for booking in booked}


def test_a_worker_that_dies_takes_up_where_it_was(booked, studio, now, settings):
    call_off_session(session_of(booked[0]), **STAFF, now=now)
    deliver_due(now=now)
    for _ in range(3):
        with transaction.atomic():
            deliver_due(now=now)
            transaction.set_rollback(True)
        assert (standing(), find_faults(studio, now=now)) == (3, [])
    settle(now)
    assert (standing(), CallingOff.objects.count(), Delivery.objects.filter(done_at=None).count()) == (0, 0, 0)
    told = Message.objects.filter(kind="date_called_off").values_list("recipient", flat=True)
    assert set(Counter(told).values()) == {1}
    assert Refund.objects.count() == 5


def test_who_cancels_before_their_turn_has_all_of_it_back(booked, studio, now):
    call_off_session(session_of(booked[0]), **STAFF, now=now)
    cancel_booking(booked[4], actor="customer", now=now)
    settle(now)
    assert sum(Refund.objects.filter(payment__order__booking=booked[4]).values_list("amount", flat=True)) == 2800
    assert (standing(), CallingOff.objects.count(), find_faults(studio, now=now)) == (0, 0, [])
    told = Message.objects.filter(kind="date_called_off").values_list("recipient", flat=True)
    assert "guest4@example.com" not in told


def test_a_checkout_that_was_on_its_way_is_gone(ask, booked, studio, now):
    cancel_booking(booked[4], actor="customer", now=now)
    held = hold_booking(ask("tuesday-flow", email="late@example.com"), now=now).booking
    call_off_session(session_of(booked[0]), **STAFF, now=now)
    settle(now)
    held.refresh_from_db()
    assert (held.status, CallingOff.objects.count(), find_faults(studio, now=now)) == ("expired", 0, [])


def test_who_has_several_of_the_dates_hears_of_them_once(ask, studio, now):
    made = [book(ask("june-retreat", email=f"guest{n}@example.com"), **PAID, now=now).booking for n in range(4)]
    settle(now)
    dates = call_off_following(session_of(made[0]), **STAFF, now=now)
    assert CallingOff.objects.count() == len(dates) > 1
    settle(now)
    told = Message.objects.filter(kind="date_called_off").values_list("recipient", flat=True)
    assert Counter(told) == {f"guest{n}@example.com": 1 for n in range(4)}
    assert (standing(), CallingOff.objects.count(), find_faults(studio, now=now)) == (0, 0, [])


def test_few_are_ended_in_the_same_breath(booked, now, settings):
    settings.MOST_BOOKINGS_AT_ONCE = 5
    call_off_session(session_of(booked[0]), **STAFF, now=now)
    assert (standing(), CallingOff.objects.count()) == (0, 0)
