from collections.abc import Sequence as Rows
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import override, pgettext

from booking.accounts.models import Organization
from booking.billing.chart import moves_of_credit_note, moves_of_invoice
from booking.billing.models import Document, DocumentLine, Order, OrderLine, Sequence
from booking.billing.rules import Line, lines_to_credit, tax_shares, what_is_left
from booking.billing.services.journal import post
from booking.billing.states import PREFIXES, DocumentKind
from booking.core.locks import lock
from booking.core.money import Money
from booking.core.rows import insert, insert_later, insert_unless_known, select_along, update
from booking.core.timezones import local_date
from booking.core.transactions import require_transaction

_SELLER = ("name", "country", "vat_number", "email", "phone")
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who is invoiced, and in which language."""

    name: str
    email: str
    language: str


def issue_invoice(
    order: Order, *, organization: Organization, buyer: Buyer, subject: str, now: datetime
) -> Document | None:
    """The invoice of an order, with its lines as they are now; None when it costs nothing or has one already.

    The order must be locked. `subject` is the reference of what was bought. The journal has it in the same transaction.
    """
    require_transaction()
    if not order.total or Document.objects.filter(order=order, kind=DocumentKind.INVOICE).exists():
        return None
    document = Document(
        kind=DocumentKind.INVOICE,
        order=order,
        subject=subject,
        language=buyer.language,
        buyer_name=buyer.name,
        buyer_email=buyer.email,
        currency=order.currency,
        tax_included=order.tax_included,
        **_issued(organization, now=now),
    )
    document.due_on = document.issued_on + timedelta(days=organization.payment_terms_days)
    rows = sorted(select_along(OrderLine, {"order": order.pk}, along=[]), key=lambda row: row.position)
    lines = [Line(row.description, row.quantity, row.unit_price, row.total, row.tax_rate, row.tax) for row in rows]
    _write(document, lines=lines)
    moves = moves_of_invoice(lines, tax_included=order.tax_included)
    text = f"Invoice {document.number}"
    post(f"invoice:{document.number}", order=order, organization=organization, text=text, moves=moves, now=now)
    return document


def issue_credit_note(invoice: Document, *, organization: Organization, by: Money, now: datetime) -> Document:
    """Take `by`, tax included, off an invoice, from each of its tax rates in proportion; in the journal as well.

    The order must be locked. Raises ValueError for more than is left of the invoice.
    """
    require_transaction()
    credited = DocumentLine.objects.filter(document__corrects=invoice)
    left = what_is_left(invoice.lines.all(), credited=credited, tax_included=invoice.tax_included)
    with override(invoice.language):
        description = pgettext("document", "Taken off invoice %(number)s") % {"number": invoice.number}
    lines = lines_to_credit(left, by=by, tax_included=invoice.tax_included, description=description)
    same = ("order", "subject", "language", "buyer_name", "buyer_email", "currency", "tax_included")
    document = Document(
        kind=DocumentKind.CREDIT_NOTE,
        corrects=invoice,
        **{name: getattr(invoice, name) for name in same},
        **_issued(organization, now=now),
    )
    _write(document, lines=lines)
    post(
        f"credit_note:{document.number}",
        order=invoice.order,
        organization=organization,
        text=f"Credit note {document.number} to invoice {invoice.number}",
        moves=moves_of_credit_note(lines, tax_included=invoice.tax_included),
        now=now,
    )
    return document


def _issued(organization: Organization, *, now: datetime) -> dict[str, object]:
    """When, and by whom."""
    seller = {f"seller_{name}": getattr(organization, name) for name in _SELLER}
    lines = (f"{organization.street} {organization.building}", f"{organization.postcode} {organization.town}")
    seller["seller_address"] = "\n".join(line.strip() for line in lines if line.strip())
    return {"issued_at": now, "issued_on": local_date(now, organization.timezone), **seller}


def _write(document: Document, *, lines: Rows[Line]) -> None:
    """Give the document its sums and its number, and write it with its lines."""
    shares = tax_shares(lines, tax_included=document.tax_included)
    document.net, document.tax = sum(share.net for share in shares), sum(share.tax for share in shares)
    document.total = document.net + document.tax
    document.year = document.issued_on.year
    document.place = _take_place(document.kind, year=document.year)
    document.number = f"{PREFIXES[document.kind]}{document.year}-{document.place:0{_DIGITS}d}"
    insert(document)
    insert_later(
        *(
            DocumentLine(
                document=document,
                position=position,
                description=line.description,
                quantity=line.quantity,
                unit_price=line.unit_price,
                total=line.total,
                tax_rate=line.tax_rate,
                tax=line.tax,
            )
            for position, line in enumerate(lines)
        )
    )


def _take_place(kind: str, *, year: int) -> int:
    """The next number of the kind and year. Whoever is given it holds the row until the document is committed."""
    known = Sequence.objects.filter(kind=kind, year=year).first()
    if known is None:
        insert_unless_known(Sequence(kind=kind, year=year))
        known = Sequence.objects.get(kind=kind, year=year)
    sequence = lock([known])[known]
    update(sequence, {"last": sequence.last + 1})
    return sequence.last
