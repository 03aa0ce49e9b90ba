"""What people are told about bookings: which mails there are, when each still has a reason, and what it says."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar

from django.conf import settings
from django.db.models import QuerySet

from booking.calendars.ical import CANCEL, CalendarEvent, write_calendar
from booking.core.markup import render_markdown
from booking.notifications.kinds import Attachment, NotificationKind, registry
from booking.notifications.times import describe_start
from booking.payments.selectors import bill_for, latest_payment, paid_for
from booking.reservations.access import open_venue_of
from booking.reservations.calendar_events import calendar_events
from booking.reservations.mail_facts import (
    booking_facts,
    cancellation_effect,
    fee_payment,
    instructions_for,
    price_fact,
    session_facts,
    session_facts_at_venue,
)
from booking.reservations.models import Booking, Seat
from booking.reservations.overlaps import overlapping_sessions
from booking.reservations.selectors import sessions_of
from booking.reservations.states import BookingStatus, SeatStatus
from booking.scheduling.models import Session, SessionFacilitator
from booking.scheduling.selectors import venue_of, with_people
from booking.scheduling.states import SessionStatus

_STANDING = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS)


class BookingKind(NotificationKind):
    """About a booking; the subject is its id. The reason holds while the booking is in one of `statuses`."""

    statuses: ClassVar[tuple[BookingStatus, ...]] = _STANDING

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return Booking.objects.filter(pk=subject_id, status__in=self.statuses).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        return booking_facts(_booking(subject_id))


@registry.register("booking_confirmed")
class BookingConfirmedMail(BookingKind):
    """To the customer: everything needed to come and to pay, with the dates for the calendar."""

    name = "booking_confirmed"

    def context(self, subject_id):
        booking = _booking(subject_id)
        return {
            **super().context(subject_id),
            "overlaps": [
                f"{row.offering.name}, {describe_start(row.starts_at, timezone=booking.timezone)}"
                for row in overlapping_sessions(booking)
            ],
            "price": price_fact(booking.order),
            "instructions_html": render_markdown(booking.offering.instructions),
        }

    def attachments(self, subject_id):
        booking = _booking(subject_id)
        dates = _calendar_file("booking.ics", calendar_events(booking), name=booking.offering.name)
        bill = bill_for(latest_payment(booking.order))
        sheets = [("bill.pdf", bill.sheet(booking.language), "application/pdf")] if bill else []
        return [dates, *sheets] if booking.sessions_total else sheets


@registry.register("booking_received")
class BookingReceivedMail(BookingKind):
    """To each facilitator: somebody has booked."""

    name = "booking_received"

    def context(self, subject_id):
        return {**super().context(subject_id), "sessions": _sessions_at_venue(_booking(subject_id))}


@registry.register("booking_cancelled")
class BookingCancelledMail(BookingKind):
    """To the customer: what was cancelled and what that means for the money."""

    name = "booking_cancelled"
    statuses = (BookingStatus.CANCELLED,)

    def context(self, subject_id):
        booking = _booking(subject_id)
        return {
            **super().context(subject_id),
            "effect": cancellation_effect(booking),
            "was_paid": bool(paid_for(booking.order)),
            "instructions": instructions_for(fee_payment(booking)),
        }

    def attachments(self, subject_id):
        """A file per session that was still to come: a CANCEL may name one UID only (RFC 5546, 3.2.5)."""
        booking = _booking(subject_id)
        events = [event for event in calendar_events(booking) if event.is_cancelled and event.end > booking.ended_at]
        names = [f"cancelled-{number}.ics" for number in range(1, len(events) + 1)]
        return [_cancel_file(name, event) for name, event in zip(names, events, strict=True)]


@registry.register("cancellation_received")
class CancellationReceivedMail(BookingReceivedMail):
    """To each facilitator: somebody will not come."""

    name = "cancellation_received"
    statuses = (BookingStatus.CANCELLED,)


class ReminderKind(NotificationKind):
    """`hours` before a session, and no later than the next reminder's time, `until` hours before it."""

    hours: ClassVar[int]
    until: ClassVar[int]

    def is_its_time(self, session: Session, *, now: datetime) -> bool:
        """False once the session has moved away from the time that the reminder was queued for."""
        start = session.starts_at
        is_near = start - timedelta(hours=self.hours) <= now < start - timedelta(hours=self.until)
        return is_near and session.status == SessionStatus.SCHEDULED


class CustomerReminder(ReminderKind):
    """The subject is the booking's first seat in the session."""

    folder = "session_reminder"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        seat = Seat.objects.select_related("session").filter(pk=subject_id).first()
        if seat is None or not self.is_its_time(seat.session, now=now):
            return False
        return _expected_in(seat.session).filter(booking=seat.booking_id).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        seat = Seat.objects.get(pk=subject_id)
        booking = _booking(seat.booking_id)
        [session] = with_people(Session.objects.filter(pk=seat.session_id))
        [fact] = session_facts([session], venue=open_venue_of(booking), timezone=booking.timezone)
        return {
            **booking_facts(booking),
            "session": fact,
            "starts": describe_start(session.starts_at, timezone=booking.timezone),
        }


class FacilitatorReminder(ReminderKind):
    """The subject is the link between the session and its facilitator: with it the reason goes."""

    folder = "facilitator_reminder"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        link = SessionFacilitator.objects.select_related("session").filter(pk=subject_id).first()
        if link is None or not self.is_its_time(link.session, now=now):
            return False
        return _expected_in(link.session).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        link = SessionFacilitator.objects.select_related("session__offering", "instructor").get(pk=subject_id)
        [session] = with_people(Session.objects.filter(pk=link.session_id))
        [fact] = session_facts_at_venue([session], venue=venue_of(link.session.offering))
        seats = _expected_in(session).select_related("booking").order_by("booking__name", "pk")
        return {
            "instructor": link.instructor,
            "offering": link.session.offering,
            "session": fact,
            "starts": describe_start(session.starts_at, timezone=session.timezone),
            "people": [seat.booking.name for seat in seats],
        }


def reminder_name(kind: type[ReminderKind], *, hours: int) -> str:
    """The name under which the reminder so many hours ahead is registered."""
    return f"{kind.folder}_{hours}h"


def _register_reminders(all_hours: list[int]) -> None:
    for hours, until in pairwise([*sorted(set(all_hours), reverse=True), 0]):
        for kind in (CustomerReminder, FacilitatorReminder):
            name = reminder_name(kind, hours=hours)
            values = {"name": name, "hours": hours, "until": until, "__doc__": kind.__doc__}
            registry.register(name)(type(f"{kind.__name__}{hours}h", (kind,), values))


def _booking(booking_id: int) -> Booking:
    related = ("organization", "offering", "variant", "customer", "order")
    return Booking.objects.select_related(*related).get(pk=booking_id)


def _expected_in(session: Session) -> QuerySet[Seat]:
    return Seat.objects.filter(session=session, status=SeatStatus.BOOKED, booking__status__in=_STANDING)


def _sessions_at_venue(booking: Booking):
    return session_facts_at_venue(sessions_of(booking), venue=venue_of(booking.offering))


def _calendar_file(filename: str, events: list[CalendarEvent], *, name: str) -> Attachment:
    return filename, write_calendar(events, name=name), "text/calendar; method=PUBLISH; charset=utf-8"


def _cancel_file(filename: str, event: CalendarEvent) -> Attachment:
    return filename, write_calendar([event], method=CANCEL), "text/calendar; method=CANCEL; charset=utf-8"


_register_reminders(settings.REMINDER_HOURS)
