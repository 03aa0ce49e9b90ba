"""What the others of a booking are told, where whoever booked wishes it (BKG-12)."""

from datetime import datetime

from booking.calendars.ical import write_calendar
from booking.core.events import after
from booking.notifications.kinds import Attachment, NotificationKind, registry
from booking.notifications.services import queue_message
from booking.reservations.calendar_events import calendar_events
from booking.reservations.changing import STANDING
from booking.reservations.events import BookingConfirmed
from booking.reservations.mail_facts import session_facts
from booking.reservations.models import Guest
from booking.reservations.selectors import sessions_of
from booking.scheduling.selectors import venue_of


@registry.register("guest_invited")
class GuestInvitedMail(NotificationKind):
    """To a guest: what they were booked into, without the secret of the booking, its price or who else comes."""

    name = "guest_invited"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return Guest.objects.filter(pk=subject_id, is_told=True, booking__status__in=STANDING).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        guest = _guest(subject_id)
        booking = guest.booking
        sessions = session_facts(sessions_of(booking), venue=venue_of(booking.offering), timezone=booking.timezone)
        return {"guest": guest, "host": booking.name, "offering": booking.offering, "sessions": sessions}

    def attachments(self, subject_id: int) -> list[Attachment]:
        booking = _guest(subject_id).booking
        content = write_calendar(calendar_events(booking), name=booking.offering.name)
        return [("booking.ics", content, "text/calendar; method=PUBLISH; charset=utf-8")]


@after(BookingConfirmed)
def tell_guests(event: BookingConfirmed, now: datetime) -> None:
    told = Guest.objects.filter(booking=event.booking_id, is_told=True).select_related("booking")
    for guest in told.order_by("number"):
        queue_message(
            "guest_invited",
            recipient=guest.email,
            subject_id=guest.pk,
            effect=f"guest_invited:{guest.booking.reference}:{guest.number}",
            language=guest.booking.language,
            due_at=now,
            now=now,
        )


def _guest(guest_id: int) -> Guest:
    related = ("organization", "offering", "variant", "customer", "order")
    named = [f"booking__{name}" for name in related]
    return Guest.objects.select_related("organization", *named).get(pk=guest_id)
