"""What was bought, for the pages of the till and of the portal alike."""

from django import template

from booking.billing.models import Order
from booking.reservations.models import Booking
from booking.reservations.receipts import Receipt, policy_sentences, receipt_for_order

register = template.Library()


@register.filter
def receipt(order: Order) -> Receipt:
    return receipt_for_order(order)


@register.filter
def cancellation_rules(booking: Booking) -> list[str]:
    """The rules that were agreed to, in sentences."""
    return policy_sentences(booking.policy, currency=booking.order.currency)
