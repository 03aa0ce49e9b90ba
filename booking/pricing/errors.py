from booking.core.errors import AlmanacError, Invalid


class PriceChanged(AlmanacError):
    """The price that was worked out is gone: the last places of its phase have just been taken."""

    code, status, title = "price_changed", 409, "The price has changed"


class QuoteExpired(AlmanacError):
    code, status, title = "quote_expired", 409, "This price is no longer held for you"


class CodeRefused(Invalid):
    """A code that does not hold here; the sentence says why."""

    def __init__(self, sentence: str):
        super().__init__(sentence, fields={"coupon": [sentence]})
