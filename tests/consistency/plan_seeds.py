"""Faults of prices paid in parts; see `seeds`."""

from booking.payments.models import Installment, Payment
from tests.consistency.seeds import breaks


@breaks("plan_total")
def a_part_asks_for_more(made, now):
    Installment.objects.filter(plan__order=made["retreat"].order, position=2).update(amount=1)


@breaks("asked_twice")
def a_part_is_asked_for_twice(made, now):
    """On site, as the rest of this deposit is paid."""
    order = made["retreat"].order
    values = {"provider": "on_site", "currency": order.currency, "created_at": now}
    Payment.objects.create(order=order, amount=order.total + 1, **values)
