"""What follows for what customers have in store from what they buy."""

from datetime import datetime

from booking.core.events import after
from booking.payments.events import PaymentCompleted
from booking.reservations.models import Booking
from booking.reservations.services.hand_out import hand_out_credits


@after(PaymentCompleted)
def hand_out_what_is_paid(event: PaymentCompleted, now: datetime) -> None:
    along = ("customer", "offering", "order", "variant")
    booking = Booking.objects.filter(order__payments=event.payment_id).select_related(*along).first()
    if booking is not None:
        hand_out_credits(booking, now=now)
