"""Fees for not coming are asked for once, for somebody who did not come."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from booking.core.consistency import LATE, Fault, registry
from booking.reservations.models import Fee, Seat
from booking.reservations.states import FeeKind, FeeStatus, SeatStatus


@registry.register("charged_fee")
def charged_fees(now: datetime) -> Iterator[Fault]:
    """What is charged has an order of its amount, and what is pending is charged in time."""
    wrong = (
        Q(status=FeeStatus.CHARGED) & (Q(order=None) | ~Q(order__total=F("amount")))
        | Q(status__in=[FeeStatus.PENDING, FeeStatus.WAIVED, FeeStatus.SPARED], order__isnull=False)
        | Q(status=FeeStatus.PENDING, due_at__lt=now - LATE)
    )
    for fee in Fee.objects.filter(wrong).select_related("order").iterator():
        asked = f"an order of {fee.order.total}" if fee.order else "no order"
        yield Fault(f"fee {fee.reference}", "an order of its amount once it is due", f"{fee.status}, {asked}")


@registry.register("fee_without_absence")
def fees_without_absence(now: datetime) -> Iterator[Fault]:
    """Nobody pays for a session to which all their people came."""
    absent = Seat.objects.filter(booking=OuterRef("booking"), session=OuterRef("session"), status=SeatStatus.NO_SHOW)
    asked = Fee.objects.filter(kind=FeeKind.NO_SHOW, status__in=[FeeStatus.PENDING, FeeStatus.CHARGED])
    for fee in asked.filter(~Exists(absent), arose_at__lt=now - LATE).iterator():
        yield Fault(f"fee {fee.reference}", "a place whose person did not come", "none")
