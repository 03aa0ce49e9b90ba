from collections.abc import Callable
from decimal import Decimal

import pytest

from booking.billing.models import Order
from booking.billing.services import Buyer, place_order
from booking.core.money import Money
from booking.people.models import Customer
from booking.pricing.rules import make_quote, price_line

BUYER = Buyer(name="Eve Muster", email="eve@example.com", language="en")


@pytest.fixture
def place(organization, now) -> Callable[..., Order]:
    """Places an order of lines of (minor units, tax rate)."""
    customer = Customer.objects.create(name="Eve", email="eve@example.com", created_at=now)

    def make(*lines: tuple[int, str], currency: str = "CHF", tax_included: bool = True) -> Order:
        priced = [
            price_line(
                f"Thing {number}",
                quantity=1,
                unit_price=Money(amount, currency),
                tax_rate=Decimal(rate),
                tax_included=tax_included,
            )
            for number, (amount, rate) in enumerate(lines, start=1)
        ]
        return place_order(customer, quote=make_quote(priced, tax_included=tax_included, due_now=None), now=now)

    return make
