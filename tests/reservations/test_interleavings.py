"""Two transactions at once, their order fixed by a row lock that the test holds (PostgreSQL has row locks)."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from booking.calendars.models import Entry
from booking.core.errors import Invalid
from booking.core.tenancy import acting_for
from booking.offerings.models import Offering
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment
from booking.reservations.models import Booking, Seat
from booking.reservations.services import book, cancel_booking, confirm_booking, hold_booking
from booking.scheduling.models import Series, Session
from booking.scheduling.services import save_series

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PAID = {"provider": "transfer", "actor": "customer"}
# Long enough to reach the lock, shorter than lock_timeout (3 s).
A_MOMENT = 1.5


class Meanwhile(threading.Thread):
    """Work on a connection of its own; `error` is what it raised."""

    def __init__(self, organization, work):
        super().__init__()
        self.organization, self.work, self.error = organization, work, None
        self.start()

    def run(self):
        try:
            with acting_for(self.organization):
                self.work()
        except Exception as error:  # noqa: BLE001
            self.error = error
        finally:
            connections.close_all()


@pytest.fixture(autouse=True)
def row_locks(db):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite has one writer")


@pytest.fixture
def flow(studio):
    return Series.objects.select_related("offering").get(offering__slug="tuesday-flow")


def two_dates(flow):
    return Session.objects.filter(series=flow).order_by("starts_at")[:2]


def book_while_changing(studio, ask, flow, now, *, pattern, quantity=1):
    """A change of the series waits for the first date while somebody buys the second."""
    first, second = two_dates(flow)
    request = ask("tuesday-flow", sessions=(second.reference,), quantity=quantity)
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=first.pk)
        offering = Offering.objects.get(slug="tuesday-flow")
        change = Meanwhile(studio, lambda: save_series(offering, pattern=pattern, timezone=flow.timezone, now=now))
        time.sleep(A_MOMENT)
        purchase = Meanwhile(studio, lambda: book(request, **PAID, now=now))
        purchase.join(1)
    change.join(20)
    purchase.join(20)
    return second, change.error, purchase.error


def test_a_series_change_does_not_call_off_what_is_being_booked(studio, ask, flow, now):
    second, change, purchase = book_while_changing(studio, ask, flow, now, pattern={"dates": []})
    assert change is None
    if purchase is None:
        assert Session.objects.get(pk=second.pk).status == "scheduled"
        assert Entry.objects.filter(source_id=second.pk).count() == 2
    else:
        assert isinstance(purchase, Invalid)


def test_what_is_being_booked_moves_where_the_series_names_its_date(studio, ask, flow, now):
    moves = [{"from": f"2027-01-{day:02}", "to": f"2027-01-{day + 1:02}T12:00"} for day in (5, 12)]
    second, change, purchase = book_while_changing(studio, ask, flow, now, pattern={**flow.pattern, "move": moves})
    assert change is None
    if purchase is None:
        assert Seat.objects.get(session=second).changed_by_studio
        assert Session.objects.get(pk=second.pk).starts_at == datetime(2027, 1, 13, 11, tzinfo=UTC)
    else:
        assert isinstance(purchase, Invalid)


def test_a_smaller_capacity_meets_a_sale(studio, ask, flow, now):
    Offering.objects.filter(slug="tuesday-flow").update(capacity=3)
    _, change, _ = book_while_changing(studio, ask, flow, now, pattern=flow.pattern, quantity=5)
    assert change is None


@pytest.mark.parametrize("gone", [True, False])
def test_a_date_that_changes_while_its_buyer_waits_is_refused(studio, ask, flow, now, gone):
    request = ask("tuesday-flow")
    moved = {**flow.pattern, "move": [{"from": "2027-01-05", "to": "2027-01-06T12:00"}]}
    with transaction.atomic():
        save_series(flow.offering, pattern={"dates": []} if gone else moved, timezone=flow.timezone, now=now)
        purchase = Meanwhile(studio, lambda: book(request, **PAID, now=now))
        time.sleep(A_MOMENT)
    purchase.join(20)
    assert (type(purchase.error), Seat.objects.count()) == (Invalid, 0)


def test_money_seen_while_its_booking_is_cancelled_is_refunded(studio, ask, now):
    start = datetime(2027, 1, 18, 8, tzinfo=UTC)
    booking = book(ask("coaching", starts_at=(start,)), **PAID, now=now).booking
    with transaction.atomic():
        record_payment(Payment.objects.get(), amount=12000, actor="olga@harbour.example", now=now)
        cancelling = Meanwhile(studio, lambda: cancel_booking(booking, actor="customer", now=now))
        time.sleep(A_MOMENT)
    cancelling.join(20)
    assert (Payment.objects.get().status, [refund.amount for refund in Refund.objects.all()]) == ("completed", [12000])


def test_a_confirmation_that_had_to_wait_is_a_confirmation(studio, ask, now):
    held = hold_booking(ask("tuesday-flow"), now=now).booking

    def confirm():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 500")
        confirm_booking(held, **PAID, now=now)

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE payments_payment IN EXCLUSIVE MODE")
        confirming = Meanwhile(studio, confirm)
        time.sleep(0.75)
    confirming.join(20)
    assert (confirming.error, Booking.objects.get().status) == (None, "confirmed")
