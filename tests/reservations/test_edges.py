"""Corners where money, places or times were once lost or given twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from booking.billing.models import Order
from booking.core.errors import Invalid
from booking.core.events import on
from booking.offerings.models import Offering, Variant
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment
from booking.reservations.events import BookingConfirmed
from booking.reservations.models import Booking
from booking.reservations.services import book, cancel_booking, confirm_booking, hold_booking
from booking.scheduling.models import Session

NINE = datetime(2027, 1, 5, 8, tzinfo=UTC)
PAID = {"provider": "transfer", "actor": "customer"}

hiccups: list[int] = []


@on(BookingConfirmed)
def stumble_once(event: BookingConfirmed) -> None:
    if hiccups:
        hiccups.pop()
        raise OperationalError("database is locked")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_retried_confirmation_confirms(ask, now):
    held = hold_booking(ask("tuesday-flow"), now=now).booking
    hiccups.append(1)
    confirm_booking(held, **PAID, now=now)
    assert Booking.objects.get().status == "confirmed"
    assert Payment.objects.count() == 1


def test_money_for_a_cancelled_booking_goes_back(ask, now):
    booking = book(ask("coaching", starts_at=(NINE + timedelta(days=14),)), **PAID, now=now).booking
    cancel_booking(booking, actor="customer", now=now)
    record_payment(Payment.objects.get(), amount=12000, actor="olga@harbour.example", now=now)
    assert [refund.amount for refund in Refund.objects.all()] == [12000]
    assert Order.objects.get().status == "void"


def test_a_variant_decides_its_length(ask, now):
    Variant.objects.filter(offering__slug="lesson").update(length=30)
    with pytest.raises(Invalid):
        hold_booking(ask("lesson", starts_at=(NINE,), length=60), now=now)


def test_a_deposit_of_nothing_is_not_free(ask, now):
    Variant.objects.filter(offering__slug="coaching", slug="single").update(deposit=0)
    held = hold_booking(ask("coaching", starts_at=(NINE,)), now=now).booking
    with pytest.raises(Invalid):
        confirm_booking(held, provider="free", actor="customer", now=now)
    confirm_booking(held, **PAID, now=now)
    assert (held.order.status, held.order.total) == ("open", 12000)


def test_a_free_booking_cancelled_late_costs_nothing(ask, now):
    circle = Offering.objects.get(slug="open-circle")
    circle.policy = Offering.objects.get(slug="coaching").policy
    circle.save()
    booking = book(ask("open-circle"), provider="free", actor="customer", now=now).booking
    start = Session.objects.get(offering=circle).starts_at
    cancel_booking(booking, actor="customer", now=start - timedelta(hours=2))
    assert [order.total for order in Order.objects.all()] == [0]


def test_a_provider_that_is_gone_does_not_keep_a_booking_alive(ask, now):
    book(ask("coaching", starts_at=(NINE,)), **PAID, now=now)
    Booking.objects.update(payment_provider="gone")
    cancel_booking(Booking.objects.get(), actor="customer", now=NINE - timedelta(hours=1))
    fee = Payment.objects.order_by("pk").last()
    assert (fee.provider, fee.amount, fee.status) == ("transfer", 2000, "pending")


def test_times_of_a_pack_far_ahead_are_refused(ask, now):
    starts = tuple(NINE + timedelta(days=7 * n) for n in (0, 1, 2, 3000))
    with pytest.raises(Invalid, match="too far ahead"):
        hold_booking(ask("coaching", variant="pack-4", starts_at=starts), now=now)


def test_a_pack_chosen_singly_needs_every_time(ask, now):
    Variant.objects.filter(slug="pack-4").update(cadence="")
    with pytest.raises(Invalid) as refusal:
        hold_booking(ask("coaching", variant="pack-4", starts_at=(NINE,)), now=now)
    assert refusal.value.fields == {"starts_at": ["all 4 times"]}


def test_somebody_who_left_is_no_longer_offered(studio, ask, now):
    instructor = Offering.objects.get(slug="coaching").facilitator_links.get().instructor
    instructor.is_active = False
    instructor.save()
    with pytest.raises(Invalid, match="Nobody"):
        hold_booking(ask("coaching", starts_at=(NINE,)), now=now)
