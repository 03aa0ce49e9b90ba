"""What a booking's price has used goes back when nothing was paid."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from booking.core.consistency import Fault, registry
from booking.payments.models import Payment
from booking.payments.states import PaymentStatus
from booking.pricing.models import Use
from booking.reservations.models import Booking
from booking.reservations.states import ENDED


@registry.register("kept_uses")
def kept_uses(now: datetime) -> Iterator[Fault]:
    """They stand while their booking does, and no longer when it ended without ever having been paid."""
    paid = Payment._base_manager.filter(order=OuterRef("order_id"), status=PaymentStatus.COMPLETED)
    standing = Use._base_manager.filter(purchase=OuterRef("reference"), given_back_at=None)
    bookings = Booking.objects.filter(has_uses=True).annotate(has_some=Exists(standing))
    for booking in bookings.exclude(status__in=ENDED).filter(has_some=False).iterator():
        yield Fault(f"booking {booking.reference}", "uses that stand", "none")
    for booking in bookings.filter(~Exists(paid), status__in=ENDED, has_some=True).iterator():
        yield Fault(f"booking {booking.reference}", "no use that stands", "one")
