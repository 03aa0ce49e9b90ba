"""A price that was told, signed, and kept for a while whatever prices become meanwhile (H9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext

from booking.core.errors import Invalid
from booking.core.money import Money
from booking.pricing.codes import check_person, known_code
from booking.pricing.errors import QuoteExpired
from booking.pricing.rules import Quote, add_up
from booking.pricing.sales import Sale
from booking.pricing.terms import Claim, QuoteLine


def sign_offer(quote: Quote, sale: Sale) -> tuple[str, datetime]:
    """What brings this price back for this very sale, and until when."""
    until = sale.now + timedelta(minutes=settings.QUOTE_MINUTES)
    stored = {"about": _about(sale), "until": until.isoformat(), **_stored(quote)}
    return signing.dumps(stored, salt=_salt(sale), compress=True), until


def read_offer(token: str, sale: Sale) -> Quote:
    """The price that was told.

    Raises QuoteExpired, Invalid for an offer of something else or none of ours, CodeRefused where its code is not for
    the person who buys.
    """
    try:
        stored = signing.loads(token, salt=_salt(sale))
    except signing.BadSignature:
        raise Invalid(fields={"quote": [gettext("This is not a quote of ours, or it was changed.")]}) from None
    if stored["about"] != _about(sale):
        raise Invalid(fields={"quote": [gettext("This quote is for something else: ask for a new one.")]})
    if datetime.fromisoformat(stored["until"]) <= sale.now:
        raise QuoteExpired(gettext("This price was held until a moment ago. Please look at it again."))
    if sale.code and sale.email:
        check_person(known_code(sale), sale)
    return _quote(stored)


def _about(sale: Sale) -> list[object]:
    """All that a price may depend on but the time and the person."""
    who = sale.instructor.slug if sale.instructor else ""
    counted = [sale.people, sale.pieces, sale.sessions, sale.length]
    return [sale.offering.slug, sale.variant.slug, *counted, who, sale.viewer.link, sale.key]


def _salt(sale: Sale) -> str:
    return f"pricing.offer.{sale.variant.organization_id}"


def _stored(quote: Quote) -> dict[str, object]:
    return {
        "currency": quote.total.currency,
        "included": quote.tax_included,
        "lines": [_stored_line(line) for line in quote.lines],
        "adjustments": [_stored_line(line) for line in quote.adjustments],
        "due": quote.due_now.minor,
        "claims": [[claim.kind, claim.name, claim.count] for claim in quote.claims],
    }


def _stored_line(line: QuoteLine) -> list[object]:
    return [line.description, line.quantity, line.unit_price.minor, str(line.tax_rate), line.tax.minor]


def _quote(stored: dict) -> Quote:
    currency = stored["currency"]
    return add_up(
        _lines(stored["lines"], currency=currency),
        _lines(stored["adjustments"], currency=currency),
        tax_included=stored["included"],
        due_now=Money(stored["due"], currency),
        claims=tuple(Claim(*claim) for claim in stored["claims"]),
    )


def _lines(stored: Iterable[list], *, currency: str) -> tuple[QuoteLine, ...]:
    return tuple(_line(*values, currency=currency) for values in stored)


def _line(words: str, pieces: int, unit: int, rate: str, tax: int, *, currency: str) -> QuoteLine:
    each = Money(unit, currency)
    return QuoteLine(words, pieces, each, each * pieces, Decimal(rate), Money(tax, currency))
