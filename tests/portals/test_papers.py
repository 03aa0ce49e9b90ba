"""POR-7: invoices, credit notes and receipts on the customer's page."""

import pytest

from booking.billing.selectors import documents_about
from booking.core.events import deliver_due
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.services import cancel_booking
from tests.billing.pdf import pages_of
from tests.portals.test_portal import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(make_booking, now):
    """A booking with its invoice and a receipt."""
    booking = make_booking("lesson", starts_at=(now.replace(day=18),))
    payment = Payment.objects.get(order=booking.order)
    record_payment(payment, amount=payment.amount, actor="staff:1", now=now)
    deliver(now)
    return booking


def deliver(now):
    while deliver_due(now=now):
        pass


def test_page_lists_the_papers_with_their_pdf(visitor, paid, page_of, now):
    [receipt] = Payment.objects.filter(order=paid.order).values_list("reference", flat=True)
    text = text_of(visitor.get(page_of(paid)))
    for expected in ("Payments and invoices", "Invoice 2027-0001", f"Receipt {receipt}", "CHF 60.00 received", "Paid"):
        assert expected in text
    answer = visitor.get(page_of(paid, "papers/2027-0001/"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invoice-2027-0001.pdf"'
    assert answer.headers["Cache-Control"] == "no-store, private"
    [page] = pages_of(answer.content)
    assert "Paid on 4 January 2027" in page
    [page] = pages_of(visitor.get(page_of(paid, f"papers/{receipt}/")).content)
    assert f"Receipt {receipt}" in page


def test_what_was_cancelled_has_its_credit_note(visitor, paid, page_of, now):
    cancel_booking(paid, actor="customer", now=now)
    deliver(now)
    text = text_of(visitor.get(page_of(paid)))
    assert "Credit note C2027-0001" in text
    assert "Refunded" in text
    [page] = pages_of(visitor.get(page_of(paid, "papers/C2027-0001/")).content)
    assert "Corrects invoice" in page


def test_until_the_invoice_is_there_the_page_says_so(visitor, make_booking, page_of, now):
    booking = make_booking("lesson", starts_at=(now.replace(day=18),))
    text = text_of(visitor.get(page_of(booking)))
    assert "Waiting for payment" in text
    assert "Your invoice will be here in a moment." in text


@pytest.mark.parametrize("number", ["2027-0002", "2027-9999", "NOWHERE", "2027-0001é"])
def test_papers_of_others_are_not_there(visitor, paid, make_booking, page_of, now, number):
    other = make_booking("lesson", starts_at=(now.replace(day=19),), email="noel@example.com")
    deliver(now)
    assert [document.number for document in documents_about(other.reference)] == ["2027-0002"]
    assert visitor.get(page_of(paid, f"papers/{number}/")).status_code == 404
    wrong = page_of(paid, "papers/2027-0001/").partition("token=")[0] + "token=wrong"
    assert visitor.get(wrong).status_code == 404
