from datetime import datetime, timedelta

from booking.core.transactions import transactional
from booking.credits.services import Grant, grant
from booking.credits.states import CREDIT
from booking.payments.selectors import paid_for
from booking.reservations.changing import STANDING
from booking.reservations.models import Booking


@transactional
def hand_out_credits(booking: Booking, *, now: datetime) -> None:
    """Put the credits that were bought into the customer's wallet, once all is paid. Repeating it is quiet."""
    variant, order = booking.variant, booking.order
    if not variant.credits or booking.status not in STANDING or paid_for(order).minor < order.total:
        return
    what = Grant(
        unit=CREDIT,
        amount=variant.credits * booking.quantity,
        source=f"order:{order.reference}",
        expires_at=now + timedelta(days=variant.valid_days) if variant.valid_days else None,
        reason=f"{booking.offering.name}, {variant.name}",
    )
    grant(booking.customer, what=what, actor="system", now=now)
