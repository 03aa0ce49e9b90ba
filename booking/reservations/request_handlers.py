"""What people are told while a booking waits for an answer."""

from datetime import datetime

from booking.core.events import after
from booking.reservations.events import (
    BookingDeclined,
    BookingExpired,
    BookingRequested,
    MessageWritten,
    ProposalsDeclined,
    TimesProposed,
)
from booking.reservations.states import UNPAID, Side
from booking.reservations.telling import find_booking, mail_customer, mail_facilitators


@after(BookingRequested)
def tell_customer_of_request(event: BookingRequested, now: datetime) -> None:
    mail_customer("request_received", find_booking(event.booking_id), now=now)


@after(BookingRequested)
def ask_facilitators(event: BookingRequested, now: datetime) -> None:
    mail_facilitators("approval_needed", find_booking(event.booking_id), now=now)


@after(BookingDeclined)
def tell_customer_of_decline(event: BookingDeclined, now: datetime) -> None:
    mail_customer("request_declined", find_booking(event.booking_id), now=now)


@after(BookingExpired)
def tell_customer_of_expiry(event: BookingExpired, now: datetime) -> None:
    """Whoever left the till without asking for anything waits for no answer."""
    booking = find_booking(event.booking_id)
    if booking.requested_at and booking.end_reason != UNPAID:
        mail_customer("request_expired", booking, now=now)


@after(TimesProposed)
def tell_of_proposals(event: TimesProposed, now: datetime) -> None:
    booking = find_booking(event.booking_id)
    if event.side == Side.STAFF:
        mail_customer("alternative_proposed", booking, now=now, occasion=event.at)
    else:
        mail_facilitators("counter_proposed", booking, now=now, occasion=event.at)


@after(ProposalsDeclined)
def tell_of_declined_proposals(event: ProposalsDeclined, now: datetime) -> None:
    booking = find_booking(event.booking_id)
    if event.side == Side.CUSTOMER:
        mail_facilitators("alternative_declined", booking, now=now, occasion=event.at)
    else:
        mail_customer("counter_declined", booking, now=now, occasion=event.at)


@after(MessageWritten)
def pass_message_on(event: MessageWritten, now: datetime) -> None:
    booking, about = find_booking(event.booking_id), {"subject_id": event.message_id, "occasion": str(event.message_id)}
    if event.side == Side.STAFF:
        mail_customer("request_question", booking, now=now, **about)
    else:
        mail_facilitators("request_answer", booking, now=now, **about)
