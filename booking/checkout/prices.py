"""What a visitor is shown to pay, and that they pay just that."""

from dataclasses import dataclass, replace
from datetime import datetime

from booking.checkout.purchase import Purchase
from booking.core.errors import Invalid
from booking.pricing.errors import CodeRefused
from booking.pricing.offers import read_offer, sign_offer
from booking.pricing.rules import Quote
from booking.pricing.selectors import quote_for
from booking.reservations.services import BookingRequest


@dataclass(frozen=True, slots=True)
class Priced:
    """A price, what keeps it for a while, and why the code that was given is not in it."""

    quote: Quote
    offer: str
    refusal: str = ""


def price_shown(purchase: Purchase, *, code: str, now: datetime) -> Priced:
    """With the code where it holds, else without."""
    sale = purchase.sale(now=now, code=code)
    refusal = ""
    try:
        quote = quote_for(sale)
    except CodeRefused as refused:
        sale, refusal = replace(sale, code=""), refused.detail
        quote = quote_for(sale)
    return Priced(quote, sign_offer(quote, sale)[0], refusal)


def at_shown_price(asked: BookingRequest, *, offer: str, now: datetime) -> BookingRequest:
    """The same for the price that was shown, if that is for just this.

    Raises QuoteExpired when it was shown too long ago, CodeRefused for a code that does not hold.
    """
    sale = asked.sale(now=now)
    try:
        return replace(asked, offer=read_offer(offer, sale))
    except CodeRefused:
        raise
    except Invalid:
        # A code was written or taken out since.
        return replace(asked, offer=quote_for(sale))
