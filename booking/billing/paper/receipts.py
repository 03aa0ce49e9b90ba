from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import override, pgettext

from booking.accounts.models import Organization
from booking.billing.models import Document
from booking.billing.paper.page import amount, day, frame, print_pdf, with_currency
from booking.core.money import Money


@dataclass(frozen=True, slots=True)
class Received:
    """Money that came. `reference` is the payment's, `method` the way it was paid in words."""

    reference: str
    method: str
    money: Money
    at: datetime
    on: date


def receipt_pdf(received: Received, *, invoice: Document, organization: Organization) -> bytes:
    """That this was paid, by whom and for which invoice."""
    with override(invoice.language):
        data = _data(received, invoice=invoice, organization=organization)
    return print_pdf(data, at=received.at)


def _data(received: Received, *, invoice: Document, organization: Organization) -> dict[str, object]:
    money = received.money
    what = pgettext("document", "Payment of invoice %(number)s") % {"number": invoice.number}
    method = pgettext("document", "Paid by")
    return {
        **frame(invoice, organization=organization),
        "title": pgettext("document", "Receipt %(number)s") % {"number": received.reference},
        "facts": [
            [pgettext("document", "Date"), day(received.on)],
            [method, received.method],
            [pgettext("document", "Booking"), invoice.subject],
        ],
        "columns": [
            pgettext("document", "Description"),
            pgettext("document", "Amount in %(currency)s") % {"currency": money.currency},
        ],
        "rows": [[what, amount(money.minor, money.currency)]],
        "above": [],
        "total": [pgettext("document", "Received"), with_currency(money.minor, money.currency)],
        "below": [],
        "notes": [pgettext("document", "We have received this amount. Thank you.")],
        "details": [],
    }
