"""What people are told when the studio changes dates: each customer once, however many changed at that moment."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from booking.calendars.ical import CANCEL, CalendarEvent, write_calendar
from booking.core.events import after
from booking.core.money import Money, sum_money
from booking.notifications.kinds import Attachment, NotificationKind, registry
from booking.notifications.services import queue_message
from booking.notifications.times import describe_time
from booking.payments.models import Refund
from booking.people.models import Instructor
from booking.reservations.calendar_events import calendar_events
from booking.reservations.changing import STANDING
from booking.reservations.events import EndingsDue
from booking.reservations.handlers import queue_reminders_of
from booking.reservations.mail_facts import booking_facts, price_fact, session_facts, session_facts_at_venue
from booking.reservations.models import Booking, CallingOff, Modification, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.selectors import GONE
from booking.reservations.services.follow_calling_off import end_some
from booking.reservations.services.follow_sessions import Change
from booking.reservations.states import BookingStatus
from booking.reservations.telling import mail_customer
from booking.scheduling.events import SessionCalledOff, SessionMoved, SessionRestaffed
from booking.scheduling.models import Session
from booking.scheduling.selectors import venue_of, with_people
from booking.scheduling.states import SessionStatus

_MOST_SHOWN = 12
_WAITING = (BookingStatus.REQUESTED, *STANDING)


class DateKind(NotificationKind):
    """To a customer; the subject is the first of the modifications that came about at one moment."""

    kind: ClassVar[ModificationKind]
    statuses: ClassVar[tuple[BookingStatus, ...]] = _WAITING

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return Modification.objects.filter(pk=subject_id, booking__status__in=self.statuses).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        modification = _modification(subject_id)
        booking, rows = modification.booking, _at_that_moment(modification)
        references = [entry["session"] for row in rows for entry in row.changes["from"]]
        sessions = with_people(Session.objects.filter(reference__in=references)).order_by("starts_at", "pk")
        venue = venue_of(booking.offering)
        return {
            **booking_facts(booking),
            "reason": modification.reason,
            "before": [_time(entry, timezone=booking.timezone) for row in rows for entry in row.changes["from"]],
            "dates": session_facts(sessions, venue=venue, timezone=booking.timezone),
        }

    def attachments(self, subject_id: int) -> list[Attachment]:
        booking = _modification(subject_id).booking
        kept = [event for event in calendar_events(booking) if not event.is_cancelled]
        return [_file("booking.ics", kept)]


@registry.register("date_moved")
class DateMovedMail(DateKind):
    name = "date_moved"
    kind = ModificationKind.DATE_MOVED


@registry.register("date_restaffed")
class DateRestaffedMail(DateKind):
    name = "date_restaffed"
    kind = ModificationKind.DATE_RESTAFFED


@registry.register("date_called_off")
class DateCalledOffMail(DateKind):
    """With what goes back, and a file per date that takes it out of the calendar."""

    name = "date_called_off"
    kind = ModificationKind.DATE_CALLED_OFF
    statuses = (*_WAITING, BookingStatus.CANCELLED)

    def context(self, subject_id):
        modification = _modification(subject_id)
        order = modification.booking.order
        refunds = Refund.objects.filter(payment__order=order, created_at=modification.at)
        refund = sum_money([Money(row.amount, row.currency) for row in refunds], order.currency)
        return {
            **super().context(subject_id),
            "refund": str(refund) if refund else "",
            "price": price_fact(order),
            "has_ended": modification.booking.status == BookingStatus.CANCELLED,
        }

    def attachments(self, subject_id):
        modification = _modification(subject_id)
        rows = _at_that_moment(modification)
        gone = {entry["session"] for row in rows for entry in row.changes["from"]}
        sessions = Session.objects.filter(reference__in=gone).values_list("reference", "starts_at")
        starts = set(dict(sessions).values())
        events = [e for e in calendar_events(modification.booking) if e.is_cancelled and e.start in starts]
        return [_file(f"cancelled-{number}.ics", [event], method=CANCEL) for number, event in enumerate(events, 1)]


@registry.register("date_news")
class DateNewsMail(NotificationKind):
    """To those who hold dates, or did: how they stand now. The subject is the first that changed at one moment."""

    name = "date_news"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return any(session.starts_at > now for session in _changed_together(subject_id))

    def context(self, subject_id: int) -> dict[str, object]:
        sessions = _changed_together(subject_id)
        offering, shown = sessions[0].offering, sessions[:_MOST_SHOWN]
        seats = Seat.objects.filter(session__in=sessions).exclude(status__in=GONE)
        return {
            "offering": offering,
            "sessions": session_facts_at_venue(shown, venue=venue_of(offering)),
            "dates": len(sessions),
            "more": len(sessions) - len(shown),
            "is_off": sessions[0].status == SessionStatus.CANCELLED,
            "places": seats.count(),
        }


@after(SessionMoved)
def tell_of_move(event: SessionMoved, now: datetime) -> None:
    told = _tell_customers(event, kind=DateMovedMail, now=now)
    for booking in told:
        queue_reminders_of(booking.pk, now=now)
    _tell_holders(event, also=(), now=now)


@after(SessionRestaffed)
def tell_of_restaffing(event: SessionRestaffed, now: datetime) -> None:
    told = _tell_customers(event, kind=DateRestaffedMail, now=now)
    for booking in told:
        queue_reminders_of(booking.pk, now=now)
    _tell_holders(event, also=Instructor.objects.filter(pk__in=event.were), now=now)


@after(SessionCalledOff)
def tell_of_calling_off(event: SessionCalledOff, now: datetime) -> None:
    _tell_customers(event, kind=DateCalledOffMail, now=now)
    _tell_holders(event, also=(), now=now)


@after(EndingsDue)
def end_and_tell(event: EndingsDue, now: datetime) -> None:
    """The next of the many bookings in a date that is off: what was ended and that it is told commit together."""
    calling_off = CallingOff.objects.filter(pk=event.calling_off_id).select_related("session").first()
    if calling_off is not None:
        for row in end_some(calling_off, after_booking=event.after_booking, now=now):
            told = {"now": now, "occasion": now.isoformat(), "subject_id": row.pk}
            mail_customer(DateCalledOffMail.name, row.booking, **told)


def _tell_customers(event: Change, *, kind: type[DateKind], now: datetime) -> list[Booking]:
    at = datetime.fromisoformat(event.happened_at)
    rows = Modification.objects.filter(kind=kind.kind, at=at, booking__seats__session=event.session_id)
    told: dict[int, Booking] = {}
    for row in rows.select_related("booking").distinct().order_by("pk"):
        if row.booking_id not in told:
            told[row.booking_id] = row.booking
            mail_customer(kind.name, row.booking, now=now, occasion=event.happened_at, subject_id=row.pk)
    return list(told.values())


def _tell_holders(event: Change, *, also: Iterable[Instructor], now: datetime) -> None:
    session = Session.objects.select_related("organization").get(pk=event.session_id)
    links = session.facilitator_links.select_related("instructor")
    people = {person.pk: person for person in [*(link.instructor for link in links), *also]}
    for person in people.values():
        queue_message(
            DateNewsMail.name,
            recipient=person.email,
            subject_id=session.pk,
            effect=f"{DateNewsMail.name}:{session.offering_id}:{event.happened_at}:{person.pk}",
            language=session.organization.language_code,
            due_at=now,
            now=now,
        )


def _changed_together(session_id: int) -> list[Session]:
    """The session, and what else of its offering was changed with it."""
    named = Session.objects.filter(pk=session_id)
    found = Session.objects.filter(offering__in=named.values("offering"), changed_at__in=named.values("changed_at"))
    return list(with_people(found.select_related("offering")).order_by("starts_at", "pk"))


def _at_that_moment(modification: Modification) -> list[Modification]:
    rows = Modification.objects.filter(booking=modification.booking, kind=modification.kind, at=modification.at)
    return list(rows.order_by("pk"))


def _modification(modification_id: int) -> Modification:
    related = ("organization", "offering", "variant", "customer", "order")
    named = [f"booking__{name}" for name in related]
    return Modification.objects.select_related("organization", *named).get(pk=modification_id)


def _time(entry: dict[str, str], *, timezone: str) -> str:
    start, end = (datetime.fromisoformat(entry[name]) for name in ("start", "end"))
    return describe_time(start, end, timezone=timezone)


def _file(name: str, events: list[CalendarEvent], *, method: str = "PUBLISH") -> Attachment:
    return name, write_calendar(events, method=method), f"text/calendar; method={method}; charset=utf-8"
