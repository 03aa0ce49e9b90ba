"""Orders add up."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, F, Sum, Value, When
from django.db.models.functions import Coalesce

from booking.billing.models import Order
from booking.core.consistency import Fault, registry


@registry.register("order_total")
def order_totals(now: datetime) -> Iterator[Fault]:
    """The total is the sum of the lines, and of their tax where it comes on top."""
    orders = (
        Order.objects.annotate(net=Coalesce(Sum("lines__total"), Value(0)), tax=Coalesce(Sum("lines__tax"), Value(0)))
        .annotate(lines_total=Case(When(tax_included=True, then=F("net")), default=F("net") + F("tax")))
        .exclude(total=F("lines_total"))
    )
    for order in orders.iterator():
        yield Fault(f"order {order.reference}", f"a total of {order.lines_total}, as its lines say", f"{order.total}")
