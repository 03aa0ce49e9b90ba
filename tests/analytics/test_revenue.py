"""INS-2, PAY-12: what bookings bring in by offering, variant, instructor and source, at a cost that does not grow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.analytics.revenue import Revenue, Share, grouped_by, shares_of, totals_of
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.models import Booking
from booking.reservations.services import book, cancel_booking
from tests.reservations.conftest import PAID
from tests.reservations.conftest import ask as ask

pytestmark = pytest.mark.django_db
JANUARY = {"first": date(2027, 1, 1), "last": date(2027, 1, 31), "timezone": "Europe/Zurich"}
MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)


def shares(**period) -> list[Share]:
    return shares_of(Booking.objects.all(), **{**JANUARY, **period})


def pay(booking: Booking, *, now: datetime) -> None:
    payment = Payment.objects.get(order=booking.order)
    record_payment(payment, amount=payment.amount, actor="staff:1", now=now)


@pytest.fixture
def sold(ask, now) -> None:
    """A coaching that was paid, one that was paid and cancelled two days before, two in a class by page and by API."""
    kept = book(ask("coaching", starts_at=(MONDAY,)), **PAID, now=now).booking
    gone = book(ask("coaching", starts_at=(MONDAY.replace(hour=10),)), **PAID, now=now).booking
    for booking in (kept, gone):
        pay(booking, now=now)
    cancel_booking(gone, actor="customer", now=MONDAY - timedelta(days=2))
    for source in ("page", "api"):
        book(ask("tuesday-flow", email=f"{source}@example.com", source=source), **PAID, now=now)


def test_each_combination_is_counted(sold):
    """Of what was cancelled half went back; the other half is all it comes to, with its part of the tax."""
    found = [(s.offering, s.variant, s.instructor, s.source, s.revenue) for s in shares()]
    assert found == [
        ("Coaching", "Single session", "Ana Keller", "api", Revenue("CHF", 2, 18000, 1349, 24000, 6000)),
        ("Tuesday flow", "Drop-in", "Ben Lind", "api", Revenue("CHF", 1, 2800, 210, 0, 0)),
        ("Tuesday flow", "Drop-in", "Ben Lind", "page", Revenue("CHF", 1, 2800, 210, 0, 0)),
    ]
    assert grouped_by(shares(), of="source")[0] == ("api", Revenue("CHF", 3, 20800, 1559, 24000, 6000))
    assert [(name, r.gross) for name, r in grouped_by(shares(), of="instructor")] == [
        ("Ana Keller", 18000),
        ("Ben Lind", 5600),
    ]
    assert [name for name, _ in grouped_by(shares(), of="tier")] == [
        "Coaching: Single session",
        "Tuesday flow: Drop-in",
    ]
    [total] = totals_of(shares())
    assert (str(total.gross_money), str(total.net_money)) == ("CHF 236.00", "CHF 218.31")


def test_the_day_counts_on_the_studios_clocks(sold, now):
    """Booked at midnight UTC it was January for the studio already."""
    Booking.objects.update(confirmed_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert len(shares()) == 3
    assert shares(timezone="UTC") == []


def test_the_cost_does_not_follow_what_there_is(ask, sold, now):
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            shares()
        counts.append(len(queries))
        book(ask("lesson", starts_at=(MONDAY.replace(hour=12 + number),)), **PAID, now=now)
    assert counts == [1, 1]
