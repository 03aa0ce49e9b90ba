"""What follows for the books from what happens to bookings: who is invoiced. The rest follows from orders and money."""

from datetime import datetime

from booking.billing.models import Order
from booking.billing.services import Buyer, issue_invoice
from booking.core.events import after
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.payments.selectors import claim_on, payments_of
from booking.payments.services import keep_books
from booking.reservations.events import BookingConfirmed, FeeCharged
from booking.reservations.models import Booking
from booking.reservations.telling import find_booking


@after(BookingConfirmed)
def invoice_booking(event: BookingConfirmed, now: datetime) -> None:
    booking = find_booking(event.booking_id)
    invoice_order(booking.order, booking=booking, now=now)


@after(FeeCharged)
def invoice_fee(event: FeeCharged, now: datetime) -> None:
    invoice_order(Order.objects.get(pk=event.order_id), booking=find_booking(event.booking_id), now=now)


@transactional
def invoice_order(order: Order, *, booking: Booking, now: datetime) -> None:
    """Invoice whoever booked, and book what was paid already.

    What was called off before anybody was invoiced is not invoiced, unless something of it was kept.
    """
    order = lock([order])[order]
    if not claim_on(order, payments=payments_of(order)):
        return
    buyer = Buyer(name=booking.name, email=booking.email, language=booking.language)
    issue_invoice(order, organization=booking.organization, buyer=buyer, subject=booking.reference, now=now)
    keep_books(order, organization=booking.organization, now=now)
