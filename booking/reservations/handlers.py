"""What follows from what happens to bookings: the mails that are owed, each queued once."""

from datetime import datetime, timedelta

from django.conf import settings

from booking.core.events import after
from booking.notifications.services import queue_message
from booking.reservations.events import BookingCancelled, BookingConfirmed
from booking.reservations.mail_kinds import CustomerReminder, FacilitatorReminder, reminder_name
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import GONE, seats_of
from booking.reservations.telling import find_booking, mail_customer, mail_facilitators


@after(BookingConfirmed)
def confirm_to_customer(event: BookingConfirmed, now: datetime) -> None:
    mail_customer("booking_confirmed", find_booking(event.booking_id), now=now)


@after(BookingConfirmed)
def tell_facilitators(event: BookingConfirmed, now: datetime) -> None:
    mail_facilitators("booking_received", find_booking(event.booking_id), now=now)


@after(BookingConfirmed)
def queue_reminders(event: BookingConfirmed, now: datetime) -> None:
    queue_reminders_of(event.booking_id, now=now)


def queue_reminders_of(booking_id: int, *, now: datetime) -> None:
    """Before each session to both sides, as far as the moment is still to come; those that are queued stay.

    A time that passes between queueing and sending drops the reminder then; see `mail_kinds`.
    """
    booking = find_booking(booking_id)
    for seat in _first_seats(booking):
        for hours in settings.REMINDER_HOURS:
            due_at = seat.session.starts_at - timedelta(hours=hours)
            if due_at > now:
                _remind_customer(booking, seat=seat, hours=hours, due_at=due_at, now=now)
                _remind_facilitators(booking, seat=seat, hours=hours, due_at=due_at, now=now)


@after(BookingCancelled)
def tell_customer_of_cancellation(event: BookingCancelled, now: datetime) -> None:
    booking = find_booking(event.booking_id)
    if booking.confirmed_at:
        mail_customer("booking_cancelled", booking, now=now)


@after(BookingCancelled)
def tell_facilitators_of_cancellation(event: BookingCancelled, now: datetime) -> None:
    booking = find_booking(event.booking_id)
    mail_facilitators("cancellation_received" if booking.confirmed_at else "request_withdrawn", booking, now=now)


def _remind_customer(booking: Booking, *, seat: Seat, hours: int, due_at: datetime, now: datetime) -> None:
    kind = reminder_name(CustomerReminder, hours=hours)
    queue_message(
        kind,
        recipient=booking.email,
        subject_id=seat.pk,
        effect=f"{kind}:{booking.reference}:{seat.session.reference}:{due_at:%Y%m%dT%H%M%S}",
        language=booking.language,
        due_at=due_at,
        now=now,
    )


def _remind_facilitators(booking: Booking, *, seat: Seat, hours: int, due_at: datetime, now: datetime) -> None:
    """One reminder per session however many have booked it: the effect does not name the booking."""
    kind = reminder_name(FacilitatorReminder, hours=hours)
    for link in seat.session.facilitator_links.all():
        queue_message(
            kind,
            recipient=link.instructor.email,
            subject_id=link.pk,
            effect=f"{kind}:{seat.session.reference}:{link.pk}:{due_at:%Y%m%dT%H%M%S}",
            language=booking.organization.language_code,
            due_at=due_at,
            now=now,
        )


def _first_seats(booking: Booking) -> list[Seat]:
    """One seat per session that the booking still holds."""
    first: dict[int, Seat] = {}
    for seat in seats_of(booking):
        if seat.status not in GONE:
            first.setdefault(seat.session_id, seat)
    return list(first.values())
