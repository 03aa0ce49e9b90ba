"""The journal at the desk, and as a table for accountants."""

import pytest
from django.urls import reverse

from booking.core.events import deliver_due
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.services import book
from tests.reservations.conftest import PAID, ask  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(ask, now):  # noqa: F811
    made = book(ask("tuesday-flow"), **PAID, now=now).booking
    payment = Payment.objects.get(order=made.order)
    record_payment(payment, amount=payment.amount, actor="staff:1", now=now)
    while deliver_due(now=now):
        pass
    return made


def test_table_has_every_posting_of_the_period(sign_in, booking):
    desk, payment = sign_in("owner"), Payment.objects.get()
    answer = desk.get(reverse("backoffice:journal_csv"), {"from": "2027-01-01", "to": "2027-01-31"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="journal-2027-01-01-2027-01-31.csv"'
    order = booking.order.reference
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "date,entry,text,order,debit,credit,currency,amount"
    assert sorted(rows[1:]) == sorted(
        [
            f"2027-01-04,invoice:2027-0001,Invoice 2027-0001,{order},receivables,revenue,CHF,25.90",
            f"2027-01-04,invoice:2027-0001,Invoice 2027-0001,{order},receivables,vat:8.1,CHF,2.10",
            f"2027-01-04,payment:{payment.reference},Payment {payment.reference},{order},cash:transfer,receivables,"
            "CHF,28.00",
        ]
    )
    empty = desk.get(reverse("backoffice:journal_csv"), {"from": "2026-01-01", "to": "2026-12-31"})
    assert len(empty.content.decode().splitlines()) == 1


def test_page_shows_accounts_in_words(sign_in, booking):
    text = sign_in("owner").get(reverse("backoffice:journal")).content.decode()
    for expected in ("Invoice 2027-0001", "Received by Bank transfer", "Revenue", "VAT 8.1%", "CHF 25.90"):
        assert expected in text
    empty = sign_in("owner").get(reverse("backoffice:journal"), {"from": "2026-01-01", "to": "2026-01-31"})
    assert "Nothing was booked in these days." in empty.content.decode()


@pytest.mark.parametrize(
    "period", [{"from": "x"}, {"from": "0001-01-01"}, {"from": "2027-02-01", "to": "2027-01-01"}, {"to": "2040-01-01"}]
)
def test_periods_that_cannot_be_are_refused(sign_in, booking, period):
    for name in ("journal", "journal_csv"):
        assert sign_in("owner").get(reverse(f"backoffice:{name}"), period).status_code == 422


def test_only_managers_read_it(sign_in, booking):
    for name in ("journal", "journal_csv"):
        assert sign_in("ana").get(reverse(f"backoffice:{name}")).status_code == 404
