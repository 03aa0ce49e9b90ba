"""Further dates for one that is nearly full, at times that are free for everybody needed (SCH-8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from booking.calendars.models import Owner
from booking.calendars.selectors import busy_ranges
from booking.core.timezones import instant_at, wall_clock
from booking.people.models import Instructor
from booking.scheduling.models import Session
from booking.scheduling.services.crew import is_taken, needs_of
from booking.scheduling.services.outlook import is_sold_whole
from booking.scheduling.states import SessionStatus

_A_DAY = timedelta(days=1)
# The same time first, then what is near it.
_HOURS_BESIDE = (0, 1, -1, 2, -2, 3, -3)
_DAYS_BESIDE = (0, 1, -1)


@dataclass(frozen=True, slots=True)
class Overflow:
    """`times` are starts of further dates, those of the same weekday and time first; none before it is nearly full."""

    is_nearly_full: bool
    times: tuple[datetime, ...]


def propose_overflow(session: Session, *, now: datetime) -> Overflow:
    """Times in the coming weeks at which another date like this one could be held; none where dates belong together."""
    if not is_nearly_full(session) or is_sold_whole(session.offering):
        return Overflow(is_nearly_full(session), ())
    needs, candidates = needs_of_session(session), _candidates(session, now=now)
    owners = [owner for any_one in needs for owner in any_one]
    bounds = {
        "after": min(candidates, default=now) - _A_DAY,
        "before": max(candidates, default=now) + (session.ends_at - session.starts_at) + _A_DAY,
    }
    busy, own = busy_ranges(owners, **bounds, now=now), _own_dates(session, **bounds)
    lead, tail = _buffers(session, owners=owners)
    length, free = session.ends_at - session.starts_at, []
    for start in candidates:
        first, last = start - lead, start + length + tail
        is_held = any(begin < last.timestamp() and first.timestamp() < end for begin, end in own)
        if not is_held and not is_taken(needs, busy=busy, start=first, end=last):
            free.append(start)
    return Overflow(True, tuple(free[: settings.OVERFLOW_PROPOSALS]))


def is_nearly_full(session: Session) -> bool:
    """Whether settings.OVERFLOW_PERCENT of the places are taken."""
    if session.capacity is None or session.status != SessionStatus.SCHEDULED:
        return False
    return session.taken * 100 >= (session.capacity + session.overbooking) * settings.OVERFLOW_PERCENT


def needs_of_session(session: Session) -> list[tuple[Owner, ...]]:
    """Everybody who holds it, and any one unit of each of its rooms."""
    people = Instructor.objects.filter(session_links__session=session)
    return needs_of(session.offering, instructors=people)


def _candidates(session: Session, *, now: datetime) -> list[datetime]:
    """In the order in which they are proposed: the plainest first, sooner before later."""
    wall = wall_clock(session.starts_at, session.timezone).replace(tzinfo=None)
    found = []
    for days in _DAYS_BESIDE:
        for hours in _HOURS_BESIDE:
            for week in range(settings.OVERFLOW_WEEKS + 1):
                shifted = wall + timedelta(weeks=week, days=days, hours=hours)
                start = instant_at(shifted, session.timezone)
                if start > now + _A_DAY and 7 <= shifted.hour < 22 and start != session.starts_at:
                    found.append(start)
    return found


def _own_dates(session: Session, *, after: datetime, before: datetime) -> list[tuple[float, float]]:
    """Those of the same offering count too where nobody holds them."""
    rows = Session.objects.filter(
        offering=session.offering_id, status=SessionStatus.SCHEDULED, ends_at__gt=after, starts_at__lt=before
    )
    return [(start.timestamp(), end.timestamp()) for start, end in rows.values_list("starts_at", "ends_at")]


def _buffers(session: Session, *, owners: list[Owner]) -> tuple[timedelta, timedelta]:
    before = max([session.offering.buffer_before, *(owner.buffer_before for owner in owners)])
    after = max([session.offering.buffer_after, *(owner.buffer_after for owner in owners)])
    return timedelta(minutes=before), timedelta(minutes=after)
