from datetime import datetime

from booking.billing.models import Order, OrderLine
from booking.billing.states import OrderStatus
from booking.core.rows import insert, insert_later, keep_at_hand
from booking.core.transactions import require_transaction
from booking.people.models import Customer
from booking.pricing.rules import Quote


def place_order(customer: Customer, *, quote: Quote, now: datetime) -> Order:
    """Copy a quote into an order: prices, tax rates and wording stay as they are now."""
    require_transaction()
    order = Order(
        customer=customer,
        currency=quote.total.currency,
        total=quote.total.minor,
        due_now=quote.due_now.minor,
        tax_included=quote.tax_included,
        placed_at=now,
        status=OrderStatus.OPEN if quote.total else OrderStatus.PAID,
    )
    insert(order)
    lines = [
        OrderLine(
            order=order,
            position=position,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price.minor,
            total=line.total.minor,
            tax_rate=line.tax_rate,
            tax=line.tax.minor,
        )
        for position, line in enumerate(quote.lines + quote.adjustments)
    ]
    insert_later(*lines)
    keep_at_hand(order, "lines", lines)
    return order


def mark_paid(order: Order) -> None:
    """Everything the order asks for has been paid."""
    require_transaction()
    if order.status != OrderStatus.PAID:
        order.status = OrderStatus.PAID
        order.save(update_fields=["status"])


def void_order(order: Order) -> None:
    """Nothing more is owed on it."""
    require_transaction()
    if order.status == OrderStatus.OPEN:
        order.status = OrderStatus.VOID
        order.save(update_fields=["status"])
