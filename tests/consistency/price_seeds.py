"""Faults of what prices have used; see `seeds`."""

from booking.pricing.models import Coupon, Use
from booking.reservations.models import Booking
from tests.consistency.seeds import breaks


def _used(booking: Booking, *, now, used: int) -> None:
    coupon = Coupon.objects.create(code="A", key="a", amount=100, used=used)
    Use.objects.create(coupon=coupon, purchase=booking.reference, customer=booking.customer, taken_at=now)
    Booking.objects.filter(pk=booking.pk).update(has_uses=True)


@breaks("price_uses")
def a_code_counts_a_use_that_nobody_made(made, now):
    _used(made["class"], now=now, used=2)


@breaks("kept_uses")
def a_booking_that_ended_unpaid_keeps_its_use(made, now):
    _used(made["lapsed"], now=now, used=1)


@breaks("kept_uses")
def a_booking_that_stands_lost_its_use(made, now):
    Booking.objects.filter(pk=made["class"].pk).update(has_uses=True)
