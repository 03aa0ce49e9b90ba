from datetime import UTC, datetime, timedelta

import pytest

from booking.core.events import deliver_due
from booking.core.idempotency import once
from booking.notifications.services import send_due
from booking.offerings.models import Offering
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.models import Booking
from booking.reservations.services import book, cancel_booking, expire_overdue, hold_booking, propose_times
from booking.scheduling.models import Session
from tests.reservations.conftest import ask  # noqa: F401

PAID = {"provider": "transfer", "actor": "customer"}
MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)


@pytest.fixture
def busy(studio, ask, now) -> dict[str, Booking]:  # noqa: F811
    """Harbour Studio after bookings, payments, cancellations and an expired hold; the bookings by what they are."""
    lapsed = hold_booking(ask("tuesday-flow", email="late@example.com"), now=now - timedelta(minutes=20)).booking
    expire_overdue(now=now)
    made = {
        "class": book(ask("tuesday-flow", quantity=2), **PAID, now=now).booking,
        "appointment": book(ask("coaching", starts_at=(MONDAY,)), **PAID, now=now).booking,
        "pack": book(
            ask("coaching", variant="pack-4", starts_at=(MONDAY + timedelta(hours=3),)), **PAID, now=now
        ).booking,
        "retreat": book(ask("june-retreat", name="Rita", email="rita@example.com"), **PAID, now=now).booking,
        "free": book(ask("open-circle"), provider="free", actor="customer", now=now).booking,
        "hold": hold_booking(ask("coaching", starts_at=(MONDAY + timedelta(hours=2),)), now=now).booking,
        "cancelled class": book(ask("tuesday-flow"), **PAID, now=now).booking,
        "cancelled appointment": book(ask("lesson", starts_at=(MONDAY + timedelta(hours=5),)), **PAID, now=now).booking,
        "lapsed": lapsed,
    }
    for name in ("appointment", "cancelled appointment"):
        payment = Payment.objects.get(order=made[name].order)
        record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)
    for name in ("cancelled class", "cancelled appointment"):
        cancel_booking(made[name], actor="customer", now=now)
    Offering.objects.filter(slug="lesson").update(approval=True)
    asked = book(ask("lesson", starts_at=(MONDAY + timedelta(hours=5),)), **PAID, now=now).booking
    propose_times(asked, starts=[MONDAY + timedelta(days=1)], side="staff", actor="staff:1", now=now)
    made["request"] = asked
    once("tests", key="known", body=None, now=now, produce=lambda: "done")
    while deliver_due(now=now):
        pass
    while send_due(now=now):
        pass
    for booking in made.values():
        booking.refresh_from_db()
    return made


def session_of(booking: Booking) -> Session:
    """The first session that the booking has a seat in."""
    return Session.objects.filter(seats__booking=booking).order_by("starts_at").first()
