"""What remains of a pack lapses: its customer is told some days before (BKG-6)."""

from datetime import datetime, timedelta

from django.conf import settings

from booking.core.events import after
from booking.notifications.kinds import registry
from booking.notifications.links import absolute_url
from booking.notifications.services import queue_message
from booking.notifications.times import describe_start
from booking.reservations.changing import preview_next
from booking.reservations.events import BookingConfirmed
from booking.reservations.mail_kinds import BookingKind
from booking.reservations.models import Booking
from booking.reservations.selectors import next_url, seats_of
from booking.reservations.telling import find_booking


@registry.register("credits_lapsing")
class CreditsLapsingMail(BookingKind):
    """To the customer: sessions have no time yet, and until when one can be chosen. Due while that is so."""

    name = "credits_lapsing"

    def is_still_due(self, subject_id, *, now):
        booking = Booking.objects.select_related("offering", "order").filter(pk=subject_id).first()
        return booking is not None and preview_next(booking, seats=seats_of(booking), now=now).allowed

    def context(self, subject_id):
        facts = super().context(subject_id)
        booking = facts["booking"]
        return {
            **facts,
            "left": preview_next(booking, seats=seats_of(booking), now=booking.created_at).progress.left,
            "choose_by": describe_start(booking.choose_by, timezone=booking.timezone),
            "next_url": absolute_url(booking.organization, next_url(booking)),
        }


@after(BookingConfirmed)
def warn_before_it_lapses(event: BookingConfirmed, now: datetime) -> None:
    """Queued for all that lapses: whether anything is left is asked when it is sent."""
    booking = find_booking(event.booking_id)
    if booking.choose_by is None or booking.choose_by <= now:
        return
    notice = min(timedelta(days=settings.LAPSE_REMINDER_DAYS), (booking.choose_by - now) / 2)
    queue_message(
        CreditsLapsingMail.name,
        recipient=booking.email,
        subject_id=booking.pk,
        effect=f"{CreditsLapsingMail.name}:{booking.reference}",
        language=booking.language,
        due_at=booking.choose_by - notice,
        now=now,
    )
