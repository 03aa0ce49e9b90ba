from datetime import datetime

from booking.billing.events import OrderReduced
from booking.billing.models import Document, Order, OrderLine
from booking.billing.states import OrderStatus
from booking.core.events import publish
from booking.core.money import Money
from booking.core.rows import insert, insert_later, keep_at_hand
from booking.core.transactions import require_transaction
from booking.people.models import Customer
from booking.pricing.rules import Quote, contained_tax


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


def reopen_order(order: Order) -> None:
    """What was owed no more is owed again, because it was paid for after all."""
    require_transaction()
    if order.status == OrderStatus.VOID:
        order.status = OrderStatus.OPEN
        order.save(update_fields=["status"])


def void_order(order: Order, *, now: datetime) -> None:
    """Nothing more is owed on it. What was never invoiced, such as a hold that ran out, is nothing to the books."""
    require_transaction()
    if order.status == OrderStatus.OPEN:
        order.status = OrderStatus.VOID
        order.save(update_fields=["status"])
        if Document.objects.filter(order=order).exists():
            publish(OrderReduced(order_id=order.pk), now=now)


def reduce_order(order: Order, *, by: Money, description: str, now: datetime) -> None:
    """A further line that takes `by`, tax included, off what is owed; at the tax rate of the first line.

    The order must be locked. What is due on booking never exceeds what is left.
    """
    require_transaction()
    lines = list(order.lines.order_by("position"))
    rate = lines[0].tax_rate
    tax = contained_tax(by, rate=rate)
    net = by if order.tax_included else by - tax
    OrderLine.objects.create(
        order=order,
        position=lines[-1].position + 1,
        description=description,
        quantity=1,
        unit_price=-net.minor,
        total=-net.minor,
        tax_rate=rate,
        tax=-tax.minor,
    )
    order.total, order.taken_off = order.total - by.minor, order.taken_off + by.minor
    order.due_now = min(order.due_now, order.total)
    order.save(update_fields=["total", "taken_off", "due_now"])
    publish(OrderReduced(order_id=order.pk), now=now)
