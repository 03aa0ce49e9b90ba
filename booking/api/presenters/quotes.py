from booking.api.presenters.values import show_money
from booking.core.money import sum_money
from booking.pricing.rules import Quote, QuoteLine


def show_quote(quote: Quote) -> dict[str, object]:
    """Every price is computed here; clients only show it."""
    return {
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
