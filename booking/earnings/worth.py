"""What the people in a session are worth: how many count, and their share of the price without tax."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from booking.billing.models import Order, OrderLine
from booking.core.money import Money, sum_money
from booking.earnings.rules import Pay, PayKind, counted_statuses, net_share
from booking.payments.models import Refund
from booking.payments.states import RefundStatus
from booking.reservations.models import Booking, Seat
from booking.reservations.shares import Leaving, units_of
from booking.scheduling.models import Session


@dataclass(frozen=True, slots=True)
class Worth:
    """`net` is minor units, not rounded."""

    heads: int
    net: Decimal


def worth_of(session: Session, *, pay: Pay, currency: str) -> Worth:
    """As attendance, orders and refunds are now. One query, five more where the price matters, however many come."""
    counted = Seat.objects.filter(
        session=session, status__in=counted_statuses(pay), booking__confirmed_at__isnull=False
    )
    by_booking: dict[int, set[int]] = defaultdict(set)
    for seat_id, booking_id in counted.values_list("pk", "booking_id"):
        by_booking[booking_id].add(seat_id)
    heads = sum(len(seats) for seats in by_booking.values())
    if pay.kind != PayKind.PERCENTAGE or not heads:
        return Worth(heads, Decimal(0))
    return Worth(heads, sum(_nets(by_booking, currency=currency), Decimal(0)))


def _nets(by_booking: Mapping[int, set[int]], *, currency: str) -> Iterable[Decimal]:
    """Of each booking; what was sold in another currency is not part of it."""
    bookings = Booking.objects.filter(pk__in=by_booking, order__currency=currency).select_related("order", "variant")
    bookings = {booking.pk: booking for booking in bookings}
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(booking__in=bookings).select_related("session").order_by("pk"):
        seat.booking = bookings[seat.booking_id]
        seats[seat.booking_id].append(seat)
    orders = [booking.order for booking in bookings.values()]
    rates, returned = _rates_of(orders), _returned_of(orders)
    for booking in bookings.values():
        own = [seat for seat in seats[booking.pk] if seat.pk in by_booking[booking.pk]]
        units = units_of(booking, seats[booking.pk], leaving=Leaving(own), received=Money(0, currency))
        order = booking.order
        yield net_share(
            sum_money([unit.price for unit in units], currency),
            rates=rates[order.pk],
            agreed=order.agreed_money,
            # What was given up has lessened nobody's share: it was other places that it was paid for.
            returned=Money(max(returned.get(order.pk, 0) - order.taken_off, 0), currency),
        )


def _rates_of(orders: Sequence[Order]) -> dict[int, list[tuple[Decimal, int]]]:
    found: dict[int, list[tuple[Decimal, int]]] = defaultdict(list)
    included = {order.pk: order.tax_included for order in orders}
    for line in OrderLine.objects.filter(order__in=orders, total__gt=0).order_by("position"):
        gross = line.total if included[line.order_id] else line.total + line.tax
        found[line.order_id].append((line.tax_rate, gross))
    return found


def _returned_of(orders: Sequence[Order]) -> dict[int, int]:
    completed = Refund.objects.filter(payment__order__in=orders, status=RefundStatus.COMPLETED)
    return dict(completed.values_list("payment__order").annotate(sum=Sum("amount")))
