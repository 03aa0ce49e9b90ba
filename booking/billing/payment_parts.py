"""What a way to pay prints below an invoice, such as the payment part of a QR-bill.

A class in `registry`, under the name of the payment provider; a plugin adds one the same way.
"""

from booking.accounts.models import Organization
from booking.billing.models import Document
from booking.core.money import Money
from booking.core.registry import Registry


class PaymentPart:
    """The lowest 105 mm of a page of its own width, 210 mm, as the Swiss payment standards ask for."""

    def svg(self, document: Document, *, organization: Organization, due: Money) -> str:
        """The part with what is still due, or nothing where it cannot be paid in this way."""
        raise NotImplementedError


registry: Registry[type[PaymentPart]] = Registry("payment part")
