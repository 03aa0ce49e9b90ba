from datetime import datetime

from booking.billing.models import Order
from booking.billing.services import place_order
from booking.core.events import publish
from booking.core.money import Money
from booking.core.transactions import require_transaction
from booking.payments.selectors import available_providers
from booking.payments.services import start_payment
from booking.pricing.rules import make_quote, price_line
from booking.reservations.events import FeeCharged
from booking.reservations.models import Booking


def ask_for_fee(booking: Booking, *, fee: Money, wording: str, now: datetime) -> Order:
    """An order of its own for a fee, tax included, and a payment on its way."""
    require_transaction()
    line = price_line(wording, quantity=1, unit_price=fee, tax_rate=booking.variant.vat_rate, tax_included=True)
    order = place_order(booking.customer, quote=make_quote([line], tax_included=True, due_now=None), now=now)
    provider = _provider_for(booking, fee=order)
    if provider:
        start_payment(order, provider=provider, now=now)
    publish(FeeCharged(booking_id=booking.pk, order_id=order.pk), now=now)
    return order


def _provider_for(booking: Booking, *, fee: Order) -> str:
    """How a fee is asked for; not on site, since nobody is coming. Empty when nothing else is set up."""
    names = [known.name for known in available_providers(booking.offering, total=fee.total_money)]
    return next((name for name in [booking.payment_provider, *names] if name in names and name != "on_site"), "")
