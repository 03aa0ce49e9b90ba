"""What somebody sees of an instructor's calendar (SCH-13): free or busy, what takes place, or who comes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from booking.availability.rules import merge
from booking.calendars.models import Entry
from booking.calendars.models.entries import BLACKOUT
from booking.calendars.selectors import entries_within, owners_of
from booking.core.errors import NotFound
from booking.offerings.models.offerings import Visibility
from booking.people.models import Instructor
from booking.people.viewers import Detail, Viewer
from booking.reservations.models import Seat
from booking.reservations.selectors import GONE
from booking.scheduling.models import Session
from booking.scheduling.services.occupation import SOURCE


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of an instructor's calendar. Title and names are empty for whom they are not for."""

    start: datetime
    end: datetime
    title: str = ""
    names: tuple[str, ...] = ()


def visible_calendar(
    instructor: Instructor, *, viewer: Viewer, after: datetime, before: datetime, now: datetime
) -> list[Busy]:
    """What occupies the instructor within [after, before), in order, as far as the viewer may know.

    Buffers count as busy where only that is shown. What is not public has no title for customers. Raises NotFound for a
    calendar that is not for this viewer.
    """
    if not viewer.sees_times_of(instructor):
        raise NotFound()
    entries = _standing(instructor, after=after, before=before, now=now)
    detail = viewer.detail_of(instructor)
    if detail == Detail.FREE_BUSY:
        spans = merge((max(entry.starts_at, after), min(entry.ends_at, before)) for entry in entries)
        return [Busy(start, end) for start, end in spans]
    sessions = Session.objects.select_related("offering").in_bulk(
        [entry.source_id for entry in entries if entry.source_kind == SOURCE]
    )
    names = _names(sessions) if detail == Detail.NAMES else {}
    return [_shown(entry, sessions=sessions, names=names, detail=detail) for entry in entries]


def _standing(instructor: Instructor, *, after: datetime, before: datetime, now: datetime) -> list[Entry]:
    owner = owners_of([instructor]).get(instructor.pk)
    entries = entries_within(owner, after=after, before=before) if owner else []
    return [
        entry
        for entry in entries
        if (entry.expires_at is None or entry.expires_at > now)
        and (not entry.is_tentative or entry.source_kind == BLACKOUT)
    ]


def _shown(entry: Entry, *, sessions: dict[int, Session], names: dict[int, list[str]], detail: Detail) -> Busy:
    session = sessions.get(entry.source_id) if entry.source_kind == SOURCE else None
    if session is None:
        return Busy(entry.starts_at, entry.ends_at)
    is_public = session.offering.visibility == Visibility.PUBLIC and session.capacity != 1
    title = session.offering.name if is_public or detail == Detail.NAMES else ""
    return Busy(session.starts_at, session.ends_at, title, tuple(names.get(session.pk, ())))


def _names(sessions: Iterable[int]) -> dict[int, list[str]]:
    """Who comes, by session id."""
    found: dict[int, list[str]] = defaultdict(list)
    seats = Seat.objects.filter(session__in=list(sessions)).exclude(status__in=GONE).select_related("booking")
    for seat in seats.order_by("pk"):
        if seat.booking.name not in found[seat.session_id]:
            found[seat.session_id].append(seat.booking.name)
    return found
