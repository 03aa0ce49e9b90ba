from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import override, pgettext

from booking.accounts.models import Organization
from booking.billing.models import Document, DocumentLine
from booking.billing.paper.page import amount, day, frame, print_pdf, with_currency
from booking.billing.rules import TaxShare, tax_shares
from booking.billing.states import DocumentKind
from booking.core.money import Money


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an invoice is paid: what is due and how to pay it, or since when nothing is.

    `details` are labels and values, `slip` is an SVG of 210 × 105 mm for the foot of a page.
    """

    due: Money
    paid_on: date | None = None
    details: tuple[tuple[str, str], ...] = ()
    slip: str = ""


def document_pdf(
    document: Document, *, lines: Sequence[DocumentLine], organization: Organization, standing: Standing
) -> bytes:
    """An invoice or a credit note, as it was issued; how to pay stands below while something is due."""
    with override(document.language):
        data = _data(document, lines=lines, organization=organization, standing=standing)
    return print_pdf(data, at=document.issued_at)


def _data(
    document: Document, *, lines: Sequence[DocumentLine], organization: Organization, standing: Standing
) -> dict[str, object]:
    shares = [share for share in tax_shares(lines, tax_included=document.tax_included) if share.tax]
    return {
        **frame(document, organization=organization),
        "title": _title(document),
        "facts": _facts(document),
        "columns": _columns(document, has_tax=bool(shares)),
        "rows": [_row(line, currency=document.currency, has_tax=bool(shares)) for line in lines],
        **_sums(document, shares=shares),
        "notes": _notes(document, standing=standing),
        "details": [list(pair) for pair in standing.details],
        "slip": standing.slip,
    }


def _title(document: Document) -> str:
    titles = {
        DocumentKind.INVOICE: pgettext("document", "Invoice %(number)s"),
        DocumentKind.CREDIT_NOTE: pgettext("document", "Credit note %(number)s"),
    }
    return titles[document.kind] % {"number": document.number}


def _facts(document: Document) -> list[list[str]]:
    facts = [[pgettext("document", "Date"), day(document.issued_on)]]
    if document.due_on:
        facts.append([pgettext("document", "Due"), day(document.due_on)])
    if document.corrects:
        facts.append([pgettext("document", "Corrects invoice"), document.corrects.number])
    facts.append([pgettext("document", "Booking"), document.subject])
    return facts


def _columns(document: Document, *, has_tax: bool) -> list[str]:
    total = pgettext("document", "Amount in %(currency)s") % {"currency": document.currency}
    rate = [pgettext("document", "VAT")] if has_tax else []
    return [pgettext("document", "Description"), pgettext("document", "Quantity"), pgettext("document", "Price")] + [
        *rate,
        total,
    ]


def _row(line: DocumentLine, *, currency: str, has_tax: bool) -> list[str]:
    rate = [_percent(line.tax_rate)] if has_tax else []
    prices = (amount(line.unit_price, currency), *rate, amount(line.total, currency))
    return [line.description, str(line.quantity), *prices]


def _sums(document: Document, *, shares: Sequence[TaxShare]) -> dict[str, object]:
    """Tax that comes on top stands above the total, tax that is contained below it."""
    currency = document.currency
    label = pgettext("document", "VAT %(rate)s on %(net)s")
    if document.tax_included:
        label = pgettext("document", "VAT %(rate)s included, on %(net)s")
    taxes = [
        [label % {"rate": _percent(share.rate), "net": amount(share.net, currency)}, amount(share.tax, currency)]
        for share in shares
    ]
    net = [[pgettext("document", "Subtotal"), amount(document.net, currency)]] if taxes else []
    total = pgettext("document", "Total")
    if document.kind == DocumentKind.CREDIT_NOTE:
        total = pgettext("document", "Total credited")
    return {
        "above": [] if document.tax_included else net + taxes,
        "total": [total, with_currency(document.total, currency)],
        "below": taxes if document.tax_included else [],
    }


def _notes(document: Document, *, standing: Standing) -> list[str]:
    if document.kind == DocumentKind.CREDIT_NOTE:
        return [pgettext("document", "This amount is not owed any more. What you paid of it goes back to you.")]
    if standing.due:
        asked = {"amount": with_currency(standing.due.minor, document.currency), "date": day(document.due_on)}
        return [pgettext("document", "Please pay %(amount)s by %(date)s.") % asked]
    if standing.paid_on:
        return [pgettext("document", "Paid on %(date)s. Thank you.") % {"date": day(standing.paid_on)}]
    return [pgettext("document", "Nothing is owed on this invoice any more.")]


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}\N{NO-BREAK SPACE}%"
