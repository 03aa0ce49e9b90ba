"""What else is free, for whoever asked for a time that is gone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from booking.core.timezones import local_date, wall_clock
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.reservations.models import Booking
from booking.reservations.selectors import kept_sessions_of, places_left, viewer_in
from booking.reservations.slots import Slot, find_slots
from booking.scheduling.models import Session
from booking.scheduling.selectors import scheduled_dates, upcoming_sessions

_MOST = 5
_BEFORE, _AFTER = timedelta(days=3), timedelta(days=21)
# As many as a page can show.
_DAYS = 7


@dataclass(frozen=True, slots=True)
class ChosenDate:
    """A date that somebody chose, and what is open in its place if it has too few places left."""

    session: Session
    is_free: bool
    instead: tuple[Session, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time that somebody asked for; `length` is minutes, `instructor` None for anyone who holds the offering."""

    offering: Offering
    start: datetime
    length: int | None = None
    instructor: Instructor | None = None


def free_instead(wanted: Wanted, *, now: datetime) -> list[Slot]:
    """The nearest free times around it, in order of time; none for what is booked by its dates."""
    slots = find_slots(
        wanted.offering,
        after=max(now, wanted.start - _BEFORE),
        before=max(now, wanted.start) + _AFTER,
        now=now,
        length=wanted.length,
        instructor=wanted.instructor,
    )
    others = {slot.start: slot for slot in reversed(slots) if slot.start != wanted.start}
    nearest = sorted(others.values(), key=lambda slot: abs(slot.start - wanted.start))[:_MOST]
    return sorted(nearest, key=lambda slot: slot.start)


def open_dates(
    offering: Offering, *, besides: Collection[str], places: int, now: datetime, most: int = _MOST
) -> list[Session]:
    """The next dates with that many places left, without those named by their references; two queries."""
    earliest = now + timedelta(hours=offering.notice_hours, seconds=1)
    horizon = now + timedelta(days=settings.SERIES_HORIZON_DAYS)
    sessions = upcoming_sessions(offering, after=earliest, before=horizon)
    left = places_left(sessions, now=now)
    is_open = {session.pk: left[session.pk] is None or left[session.pk] >= places for session in sessions}
    return [session for session in sessions if is_open[session.pk] and session.reference not in besides][:most]


def chosen_dates(offering: Offering, *, references: Sequence[str], places: int, now: datetime) -> list[ChosenDate]:
    """The dates of these references that there are, in order, each with whether it can be had."""
    sessions = scheduled_dates(offering, references=references)
    left, earliest = places_left(sessions, now=now), now + timedelta(hours=offering.notice_hours)
    is_open = {
        row.pk: row.starts_at > earliest and (left[row.pk] is None or left[row.pk] >= places) for row in sessions
    }
    others = ()
    if not all(is_open.values()):
        others = tuple(open_dates(offering, besides=references, places=places, now=now))
    return [ChosenDate(row, is_open[row.pk], () if is_open[row.pk] else others) for row in sessions]


def free_for_request(booking: Booking, *, now: datetime) -> list[Slot]:
    """Free times of some days around the one that a request asks for, with whom it asks for, that one left out."""
    [session] = kept_sessions_of(booking)
    lead = min(session.facilitator_links.all(), key=lambda link: link.position).instructor
    after = max(now, session.starts_at - _BEFORE)
    slots = find_slots(
        booking.offering,
        after=after,
        before=after + _AFTER,
        now=now,
        length=(session.ends_at - session.starts_at) // timedelta(minutes=1),
        instructor=lead,
        viewer=viewer_in(booking),
    )
    others = [slot for slot in slots if slot.start != session.starts_at]
    days = sorted({local_date(slot.start, booking.timezone) for slot in others})[:_DAYS]
    return [slot for slot in others if local_date(slot.start, booking.timezone) in days]


def told(slots: Iterable[Slot], *, timezone: str) -> list[dict[str, str]]:
    """As members of a problem document: on the clock of `timezone`."""
    return [
        {
            "start": wall_clock(slot.start, timezone).isoformat(),
            "end": wall_clock(slot.end, timezone).isoformat(),
            "instructor": slot.instructors[0].slug,
            "booking": "firm" if slot.is_firm else "request",
        }
        for slot in slots
    ]
