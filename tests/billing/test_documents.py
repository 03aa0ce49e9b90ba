"""PAY-1: invoices and credit notes, their numbers and their sums."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from booking.billing.models import Document, JournalEntry, Posting, Sequence
from booking.billing.selectors import balances, balances_of_order, documents_about, invoiced_in
from booking.billing.services import issue_credit_note, issue_invoice
from booking.core.money import Money
from tests.billing.conftest import BUYER

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(organization, place, now):
    """Invoices an order of these lines."""

    def issue(*lines, **values) -> Document:
        at = values.pop("at", now)
        order = place(*lines, **values)
        return issue_invoice(order, organization=organization, buyer=BUYER, subject="BOOKING", now=at)

    return issue


def test_invoice_copies_the_order_and_names_both_sides(organization, place, now):
    organization.street, organization.building, organization.postcode, organization.town = "Quai", "1", "8002", "Zürich"
    order = place((10000, "8.1"), (2000, "2.6"))
    document = issue_invoice(order, organization=organization, buyer=BUYER, subject="BOOKING", now=now)
    document.refresh_from_db()
    assert (document.kind, document.number, document.due_on) == ("invoice", "2027-0001", date(2027, 1, 14))
    assert (document.net, document.tax, document.total) == (11200, 800, 12000)
    assert document.seller_address == "Quai 1\n8002 Zürich"
    assert (document.seller_name, document.seller_country) == ("Quiet", "CH")
    assert (document.buyer_name, document.buyer_email) == ("Eve Muster", "eve@example.com")
    lines = document.lines.order_by("position").values_list("description", "quantity", "total", "tax_rate", "tax")
    assert list(lines) == [
        ("Thing 1", 1, 10000, Decimal("8.10"), 749),
        ("Thing 2", 1, 2000, Decimal("2.60"), 51),
    ]


def test_an_order_is_invoiced_once_and_nothing_is_not_invoiced(organization, place, now):
    order = place((10000, "8.1"))
    values = {"organization": organization, "buyer": BUYER, "subject": "BOOKING", "now": now}
    assert issue_invoice(order, **values) is not None
    assert issue_invoice(order, **values) is None
    assert issue_invoice(place((0, "8.1")), **values) is None
    assert Document.objects.count() == 1


def test_numbers_run_per_kind_and_year_of_the_sellers_clocks(invoice, organization, now):
    # An hour before midnight in UTC it is 2028 in Zürich.
    new_year = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    first, second, third = invoice((100, "0")), invoice((100, "0")), invoice((100, "0"), at=new_year)
    credit = issue_credit_note(first, organization=organization, by=Money(100, "CHF"), now=now)
    assert [d.number for d in (first, second, third, credit)] == ["2027-0001", "2027-0002", "2028-0001", "C2027-0001"]
    kept = Sequence.objects.order_by("kind", "year").values_list("kind", "year", "last")
    assert list(kept) == [("credit_note", 2027, 1), ("invoice", 2027, 2), ("invoice", 2028, 1)]


def test_a_number_that_was_rolled_back_is_given_again(invoice):
    with pytest.raises(RuntimeError), transaction.atomic():
        invoice((100, "0"))
        raise RuntimeError
    assert invoice((100, "0")).number == "2027-0001"


@pytest.mark.parametrize("table", ["document", "line", "entry", "posting"])
def test_what_is_issued_is_never_changed(invoice, table):
    document = invoice((10000, "8.1"))
    entry = JournalEntry.objects.get()
    rows = {
        "document": (Document.objects.all(), {"total": 1, "net": 1, "tax": 0}),
        "line": (document.lines.all(), {"total": 1}),
        "entry": (JournalEntry.objects.all(), {"text": "else"}),
        "posting": (Posting.objects.filter(entry=entry), {"amount": 1}),
    }
    found, values = rows[table]
    with pytest.raises(DatabaseError), transaction.atomic():
        found.update(**values)


def test_credit_notes_take_each_rate_in_proportion_until_nothing_is_left(invoice, organization, now):
    document = invoice((10000, "8.1"), (2000, "2.6"), (-1000, "8.1"))
    half = issue_credit_note(document, organization=organization, by=Money(5500, "CHF"), now=now)
    lines = half.lines.order_by("position").values_list("tax_rate", "total", "tax")
    assert list(lines) == [(Decimal("2.60"), 1000, 25), (Decimal("8.10"), 4500, 337)]
    assert half.corrects == document
    rest = issue_credit_note(document, organization=organization, by=Money(5500, "CHF"), now=now)
    lines = rest.lines.order_by("position").values_list("tax_rate", "total", "tax")
    assert list(lines) == [(Decimal("2.60"), 1000, 26), (Decimal("8.10"), 4500, 337)]
    assert invoiced_in(documents_about("BOOKING"), currency="CHF") == Money(0, "CHF")
    assert set(balances_of_order(document.order).values()) == {0}
    with pytest.raises(ValueError, match="cannot be credited"):
        issue_credit_note(document, organization=organization, by=Money(1, "CHF"), now=now)


def test_tax_on_top_is_credited_on_top(invoice, organization, now):
    document = invoice((10000, "8.1"), tax_included=False)
    assert (document.net, document.tax, document.total) == (10000, 810, 10810)
    credit = issue_credit_note(document, organization=organization, by=Money(5405, "CHF"), now=now)
    assert (credit.net, credit.tax, credit.total) == (5000, 405, 5405)


def test_words_of_a_credit_note_are_in_the_buyers_language(invoice, organization, now):
    document = invoice((100, "0"))
    credit = issue_credit_note(document, organization=organization, by=Money(100, "CHF"), now=now)
    assert credit.lines.get().description == "Taken off invoice 2027-0001"


def test_invoice_is_booked_as_revenue_and_tax(invoice, other_organization):
    document = invoice((10000, "8.1"), (2000, "2.6"))
    entry = JournalEntry.objects.get()
    assert (entry.source, entry.booked_on) == ("invoice:2027-0001", date(2027, 1, 4))
    assert balances_of_order(document.order) == {"receivables": 12000, "revenue": 11200, "vat:2.6": 51, "vat:8.1": 749}
    assert balances()["receivables", "CHF"] == 12000
