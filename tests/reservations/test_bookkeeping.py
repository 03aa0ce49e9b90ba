"""PAY-1: what the books say of a booking, through confirming, paying, cancelling and giving back."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.billing.models import Document, JournalEntry
from booking.billing.selectors import balances_of_order, documents_about
from booking.core.consistency import find_faults
from booking.core.events import deliver_due
from booking.notifications.services import send_due
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment
from booking.payments.services.move import move_refund
from booking.reservations.bookkeeping import invoice_order
from booking.reservations.services import book, cancel_booking, hold_booking
from booking.scheduling.models import Session
from booking.scheduling.services import call_off_session
from tests.reservations.conftest import PAID

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 1, 18, 8, tzinfo=UTC)


def deliver(now) -> None:
    while deliver_due(now=now) or send_due(now=now):
        pass


@pytest.fixture
def booked(ask, now):
    """A class for two, confirmed and invoiced."""
    booking = book(ask("tuesday-flow", quantity=2, name="Eve Muster"), **PAID, now=now).booking
    deliver(now)
    return booking


def pay(booking, now) -> Payment:
    payment = Payment.objects.get(order=booking.order, status="pending")
    return record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)


def numbers(booking) -> list[tuple[str, int]]:
    return [(document.number, document.total) for document in documents_about(booking.reference)]


def test_a_confirmed_booking_is_invoiced_to_whoever_booked(booked, now):
    [invoice] = documents_about(booked.reference)
    assert (invoice.number, invoice.total, invoice.order_id) == ("2027-0001", booked.order.total, booked.order_id)
    assert (invoice.buyer_name, invoice.buyer_email) == (booked.name, booked.email)
    assert balances_of_order(booked.order)["receivables"] == booked.order.total


def test_hearing_of_it_twice_changes_nothing(booked, now):
    pay(booked, now)
    deliver(now)
    before = (numbers(booked), JournalEntry.objects.count())
    invoice_order(booked.order, booking=booked, now=now)
    assert (numbers(booked), JournalEntry.objects.count()) == before


def test_what_is_free_held_or_called_off_before_is_not_invoiced(ask, now):
    book(ask("open-circle"), provider="free", actor="customer", now=now)
    hold_booking(ask("coaching", starts_at=(MONDAY,)), now=now)
    gone = book(ask("tuesday-flow"), **PAID, now=now).booking
    cancel_booking(gone, actor="customer", now=now)
    deliver(now)
    assert Document.objects.count() == 0


def test_paying_settles_what_was_invoiced(booked, studio, now):
    pay(booked, now)
    deliver(now)
    found = balances_of_order(booked.order)
    assert (found["receivables"], found["cash:transfer"]) == (0, booked.order.total)
    assert find_faults(studio, now=now + timedelta(hours=1)) == []


def test_cancelling_unpaid_is_credited_in_full(booked, studio, now):
    cancel_booking(booked, actor="customer", now=now)
    deliver(now)
    total = booked.order.total
    assert numbers(booked) == [("2027-0001", total), ("C2027-0001", total)]
    assert set(balances_of_order(booked.order).values()) == {0}
    assert find_faults(studio, now=now) == []


def test_cancelling_paid_is_credited_and_owed_back_until_it_is_paid_out(booked, studio, now):
    payment = pay(booked, now)
    cancel_booking(booked, actor="customer", now=now)
    deliver(now)
    found = balances_of_order(booked.order)
    assert (found["receivables"], found["refunds_payable"], found["revenue"]) == (0, payment.amount, 0)
    refund = Refund.objects.get(payment=payment)
    for status in ("failed", "pending", "failed", "pending", "completed"):
        move_refund(refund, to=status, actor="system", now=now)
        deliver(now)
    assert set(balances_of_order(booked.order).values()) == {0}
    assert find_faults(studio, now=now + timedelta(hours=1)) == []


def test_what_is_kept_of_a_late_cancellation_stays_invoiced(ask, studio, now):
    booking = book(ask("lesson", starts_at=(MONDAY,)), **PAID, now=now).booking
    deliver(now)
    pay(booking, now)
    late = MONDAY - timedelta(hours=1)
    cancel_booking(booking, actor="customer", now=late)
    deliver(late)
    returned = sum(Refund.objects.values_list("amount", flat=True))
    own = [document for document in documents_about(booking.reference) if document.order_id == booking.order_id]
    kept = own[0].total - sum(document.total for document in own[1:])
    assert kept == booking.order.total - returned
    assert find_faults(studio, now=late) == []


def test_money_that_comes_after_cancelling_goes_through_the_books_and_back(booked, studio, now):
    payment = Payment.objects.get(order=booked.order)
    cancel_booking(booked, actor="customer", now=now)
    record_payment(payment, amount=payment.amount, actor="olga@harbour.example", now=now)
    deliver(now)
    found = balances_of_order(booked.order)
    assert (found["receivables"], found["refunds_payable"], found["cash:transfer"]) == (
        0,
        payment.amount,
        payment.amount,
    )
    assert find_faults(studio, now=now + timedelta(hours=1)) == []


def test_a_date_that_is_called_off_is_credited_to_everybody(booked, studio, now):
    pay(booked, now)
    session = Session.objects.filter(seats__booking=booked).first()
    call_off_session(session, actor="olga@harbour.example", reason="storm", now=now)
    deliver(now)
    assert [kind for kind, _ in numbers(booked)] == ["2027-0001", "C2027-0001"]
    assert balances_of_order(booked.order)["receivables"] == 0
    assert find_faults(studio, now=now + timedelta(hours=1)) == []


def test_a_fee_for_cancelling_late_is_invoiced_beside_the_booking(ask, studio, now):
    booking = book(ask("coaching", starts_at=(MONDAY,)), **PAID, now=now).booking
    deliver(now)
    late = MONDAY - timedelta(hours=1)
    cancel_booking(booking, actor="customer", now=late)
    deliver(late)
    documents = documents_about(booking.reference)
    assert sorted(document.number for document in documents) == ["2027-0001", "2027-0002", "C2027-0001"]
    [fee] = [document for document in documents if document.order_id != booking.order_id]
    assert (fee.kind, fee.total) == ("invoice", 2000)
    assert find_faults(studio, now=late) == []
