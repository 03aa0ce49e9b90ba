"""What people are told when something about a booking was changed."""

from datetime import datetime

from booking.calendars.ical import CANCEL, CalendarEvent, write_calendar
from booking.core.events import after
from booking.notifications.kinds import Attachment, NotificationKind, registry
from booking.notifications.times import describe_time
from booking.people.models import Instructor
from booking.reservations.calendar_events import calendar_events
from booking.reservations.changing import STANDING
from booking.reservations.events import BookingChanged
from booking.reservations.handlers import queue_reminders_of
from booking.reservations.mail_facts import booking_facts, session_facts_at_venue
from booking.reservations.models import Modification
from booking.reservations.selectors import sessions_of
from booking.reservations.telling import mail_customer, mail_instructors
from booking.scheduling.models import Session
from booking.scheduling.selectors import venue_of, with_people


class ChangeKind(NotificationKind):
    """About a modification; the subject is its id. The reason holds while the booking stands."""

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return Modification.objects.filter(pk=subject_id, booking__status__in=STANDING).exists()


@registry.register("booking_changed")
class BookingChangedMail(ChangeKind):
    """To the customer: what was and what is, and the dates for the calendar as they are now."""

    name = "booking_changed"

    def context(self, subject_id: int) -> dict[str, object]:
        modification = _modification(subject_id)
        zone = modification.booking.timezone
        return {**booking_facts(modification.booking), **_times(modification, timezone=zone)}

    def attachments(self, subject_id: int) -> list[Attachment]:
        """The whole booking, and a file per session it lost: a CANCEL may name one UID only (RFC 5546, 3.2.5)."""
        booking = _modification(subject_id).booking
        events = calendar_events(booking)
        kept = [event for event in events if not event.is_cancelled]
        lost = [event for event in events if event.is_cancelled]
        cancelled = [_cancel_file(f"cancelled-{number}.ics", event) for number, event in enumerate(lost, start=1)]
        return [_calendar_file("booking.ics", kept, name=booking.offering.name), *cancelled]


@registry.register("change_received")
class ChangeReceivedMail(ChangeKind):
    """To everybody who holds one of the sessions, before or after."""

    name = "change_received"

    def context(self, subject_id: int) -> dict[str, object]:
        modification = _modification(subject_id)
        booking = modification.booking
        sessions = session_facts_at_venue(sessions_of(booking), venue=venue_of(booking.offering))
        return {
            **booking_facts(booking),
            "sessions": sessions,
            **_times(modification, timezone=booking.organization.timezone),
        }


@after(BookingChanged)
def tell_customer_of_change(event: BookingChanged, now: datetime) -> None:
    modification = _modification(event.modification_id)
    mail_customer("booking_changed", modification.booking, now=now, **_about(modification))


@after(BookingChanged)
def tell_facilitators_of_change(event: BookingChanged, now: datetime) -> None:
    modification = _modification(event.modification_id)
    people = _concerned(modification)
    mail_instructors("change_received", modification.booking, people, now=now, **_about(modification))


@after(BookingChanged)
def remind_of_changed_sessions(event: BookingChanged, now: datetime) -> None:
    """Reminders that are queued already stay as they are; those of sessions that are gone have no reason any more."""
    queue_reminders_of(event.booking_id, now=now)


def _about(modification: Modification) -> dict[str, object]:
    return {"occasion": str(modification.pk), "subject_id": modification.pk}


def _concerned(modification: Modification) -> list[Instructor]:
    noted = [entry["session"] for side in ("from", "to") for entry in modification.changes[side]]
    sessions = with_people(Session.objects.filter(reference__in=noted)).order_by("starts_at", "pk")
    links = [link for session in sessions for link in session.facilitator_links.all()]
    return list({link.instructor_id: link.instructor for link in links}.values())


def _times(modification: Modification, *, timezone: str) -> dict[str, object]:
    return {
        "modification": modification,
        "money": modification.changes.get("money", {}),
        "before": [_time(entry, timezone=timezone) for entry in modification.changes["from"]],
        "after": [_time(entry, timezone=timezone) for entry in modification.changes["to"]],
    }


def _time(entry: dict[str, str], *, timezone: str) -> str:
    start, end = (datetime.fromisoformat(entry[name]) for name in ("start", "end"))
    return describe_time(start, end, timezone=timezone)


def _modification(modification_id: int) -> Modification:
    related = ("organization", "offering", "variant", "customer", "order")
    named = [f"booking__{name}" for name in related]
    return Modification.objects.select_related("organization", *named).get(pk=modification_id)


def _calendar_file(filename: str, events: list[CalendarEvent], *, name: str) -> Attachment:
    return filename, write_calendar(events, name=name), "text/calendar; method=PUBLISH; charset=utf-8"


def _cancel_file(filename: str, event: CalendarEvent) -> Attachment:
    return filename, write_calendar([event], method=CANCEL), "text/calendar; method=CANCEL; charset=utf-8"
