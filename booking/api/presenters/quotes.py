from collections.abc import Iterable

from booking.api.presenters.values import show_money, show_time
from booking.core.money import sum_money
from booking.pricing.offers import sign_offer
from booking.pricing.rules import Quote, QuoteLine
from booking.pricing.sales import Sale
from booking.reservations.alternatives import ChosenDate, told
from booking.reservations.pack_dates import DateState, PackDate
from booking.scheduling.models import Session


def show_quote(quote: Quote, *, sale: Sale, dates: list[dict[str, object]]) -> dict[str, object]:
    """Every price is computed here; clients only show it. `dates` are as `show_times` and `show_dates` show them."""
    offer, until = sign_offer(quote, sale)
    return {
        "dates": dates,
        "lines": [show_line(line) for line in quote.lines],
        "adjustments": [show_line(line) for line in quote.adjustments],
        "tax_included": quote.tax_included,
        "tax": show_money(sum_money([tax for _, tax in quote.taxes], quote.total.currency)),
        "taxes": [{"rate": f"{rate:.2f}", "tax": show_money(tax)} for rate, tax in quote.taxes],
        "total": show_money(quote.total),
        "due_now": show_money(quote.due_now),
        "expires_at": show_time(until, timezone=sale.variant.organization.timezone),
        "quote": offer,
    }


def show_times(dates: Iterable[PackDate], *, timezone: str) -> list[dict[str, object]]:
    """Free times that were asked for, and what is free in the weeks of those that are not."""
    return [
        {
            "start": show_time(date.start, timezone=timezone),
            "end": show_time(date.end, timezone=timezone),
            "state": date.state,
            "is_free": date.is_free,
            "alternatives": told(date.instead, timezone=timezone),
        }
        for date in dates
    ]


def show_dates(dates: Iterable[ChosenDate], *, timezone: str) -> list[dict[str, object]]:
    """The same for dates, with those that are open in the place of a full one."""
    return [
        {
            **_date(date.session, timezone=timezone),
            "state": DateState.FREE if date.is_free else DateState.TAKEN,
            "is_free": date.is_free,
            "alternatives": [_date(session, timezone=timezone) for session in date.instead],
        }
        for date in dates
    ]


def _date(session: Session, *, timezone: str) -> dict[str, object]:
    return {
        "session": session.reference,
        "start": show_time(session.starts_at, timezone=timezone),
        "end": show_time(session.ends_at, timezone=timezone),
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
