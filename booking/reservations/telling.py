"""Queueing the mails that are owed to both sides of a booking, each once."""

from collections.abc import Iterable
from datetime import datetime

from booking.notifications.services import queue_message
from booking.people.models import Instructor
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import seats_of


def mail_customer(
    kind: str, booking: Booking, *, now: datetime, occasion: str = "", subject_id: int | None = None
) -> None:
    """`occasion` tells one from the next where a kind may be told several times about one booking.

    `subject_id` is what the mail is about where that is not the booking.
    """
    queue_message(
        kind,
        recipient=booking.email,
        subject_id=booking.pk if subject_id is None else subject_id,
        effect=_effect(kind, booking, occasion),
        language=booking.language,
        due_at=now,
        now=now,
    )


def mail_facilitators(
    kind: str, booking: Booking, *, now: datetime, occasion: str = "", subject_id: int | None = None
) -> None:
    """Each who holds one of its sessions; `occasion` and `subject_id` as above."""
    people = _facilitators(seats_of(booking))
    mail_instructors(kind, booking, people, now=now, occasion=occasion, subject_id=subject_id)


def mail_instructors(
    kind: str,
    booking: Booking,
    people: Iterable[Instructor],
    *,
    now: datetime,
    occasion: str = "",
    subject_id: int | None = None,
) -> None:
    """The same to these people."""
    for instructor in people:
        queue_message(
            kind,
            recipient=instructor.email,
            subject_id=booking.pk if subject_id is None else subject_id,
            effect=_effect(kind, booking, occasion, str(instructor.pk)),
            language=booking.organization.language_code,
            due_at=now,
            now=now,
        )


def find_booking(booking_id: int) -> Booking:
    """With what telling needs."""
    return Booking.objects.select_related("organization", "customer").get(pk=booking_id)


def _effect(kind: str, booking: Booking, *more: str) -> str:
    return ":".join(part for part in (kind, booking.reference, *more) if part)


def _facilitators(seats: Iterable[Seat]) -> list[Instructor]:
    links = [link for seat in seats for link in seat.session.facilitator_links.all()]
    return list({link.instructor_id: link.instructor for link in links}.values())
