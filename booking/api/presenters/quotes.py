from collections.abc import Iterable

from booking.api.presenters.values import show_money, show_time
from booking.core.money import sum_money
from booking.pricing.rules import Quote, QuoteLine
from booking.reservations.pack_dates import PackDate


def show_quote(quote: Quote, *, dates: Iterable[PackDate], timezone: str) -> dict[str, object]:
    """Every price is computed here; clients only show it."""
    return {
        "dates": [{"start": show_time(date.start, timezone=timezone), "is_free": date.is_free} for date in dates],
        "lines": [show_line(line) for line in quote.lines],
        "adjustments": [show_line(line) for line in quote.adjustments],
        "tax_included": quote.tax_included,
        "tax": show_money(sum_money([tax for _, tax in quote.taxes], quote.total.currency)),
        "taxes": [{"rate": f"{rate:.2f}", "tax": show_money(tax)} for rate, tax in quote.taxes],
        "total": show_money(quote.total),
        "due_now": show_money(quote.due_now),
    }


def show_line(line: QuoteLine) -> dict[str, object]:
    return {
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": show_money(line.unit_price),
        "total": show_money(line.total),
        "tax_rate": f"{line.tax_rate:.2f}",
        "tax": show_money(line.tax),
    }
