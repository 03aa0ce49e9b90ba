"""The dates of a series that somebody wants to change: locked, with everything that changes along with them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from booking.calendars.recurrence import expand
from booking.core.errors import AlreadyDone, Invalid, NotAllowed
from booking.core.locks import lock
from booking.people.models import Instructor
from booking.scheduling.companions import companions_of
from booking.scheduling.models import Series, Session
from booking.scheduling.patterns import Dated, read_pattern
from booking.scheduling.services.crew import owners_for
from booking.scheduling.services.series import listed, rewrite_series
from booking.scheduling.states import SessionStatus
from booking.scheduling.variations import extra_dates, names_in_pattern


def open_series(session: Session) -> Series:
    """The series of a date, locked before anything else: whoever changes its dates waits here.

    Raises Invalid for an appointment, which changes with its booking.
    """
    if session.series_id is None:
        raise Invalid("An appointment is changed through its booking.", fields={"session": ["is no date of a series"]})
    series = Series.objects.select_related("offering").get(pk=session.series_id)
    fresh = lock([series])[series]
    fresh.offering = series.offering
    return fresh


def lock_date(session: Session, *, series: Series, people: Iterable[Instructor] = (), now: datetime) -> Session:
    """One date as it is now. Raises AlreadyDone when it was called off, NotAllowed when it has begun."""
    [fresh] = _lock([session], series=series, people=people)
    check_open(fresh, now=now)
    return fresh


def lock_following(
    session: Session, *, series: Series, people: Iterable[Instructor] = (), now: datetime
) -> list[Session]:
    """A date and those that follow it in the series' own order, as far as they are still to come.

    Raises what `lock_date` raises of the first.
    """
    # With the series locked, no other change of dates comes between; sales may, and show in the locked rows.
    first, *later = _lock([session, *following(session, now=now)], series=series, people=people)
    check_open(first, now=now)
    return [first, *later]


def check_open(session: Session, *, now: datetime) -> None:
    """Raises AlreadyDone for a date that is not held any more, NotAllowed for one that has begun."""
    if session.status != SessionStatus.SCHEDULED:
        raise AlreadyDone(f"This date is {session.status}.")
    if session.starts_at <= now:
        raise NotAllowed("It has already begun.", reasons=["It has already begun."])


def following(session: Session, *, now: datetime) -> list[Session]:
    """The dates to come after this one in the series' own order."""
    later = Session.objects.filter(
        series=session.series_id,
        status=SessionStatus.SCHEDULED,
        starts_at__gt=now,
        original_starts_at__gt=session.original_starts_at,
    )
    return list(later.order_by("original_starts_at", "pk"))


def _lock(sessions: list[Session], *, series: Series, people: Iterable[Instructor]) -> list[Session]:
    holders = Instructor.objects.filter(session_links__session__in=sessions).distinct()
    everybody = {person.pk: person for person in [*holders, *people]}
    owners = owners_for(series.offering, instructors=everybody.values())
    try:
        rows = lock([*companions_of([session.pk for session in sessions]), *owners, *sessions])
    except LookupError as gone:
        raise AlreadyDone("This date has just changed.") from gone
    fresh = [rows[session] for session in sessions]
    for session in fresh:
        session.offering = series.offering
    return fresh


def names_in(series: Series, sessions: Iterable[Session]) -> dict[int, tuple[str, datetime]]:
    """What the series' pattern calls these sessions, and the wall clock it gave them, by id.

    Those are missing that it does not give any more: left from an earlier pattern, they stand alone.
    """
    plan = read_pattern(series.pattern, minutes=series.minutes)
    sessions = list(sessions)
    starts = [session.original_starts_at for session in sessions]
    if isinstance(plan, Dated):
        walls = {occurrence.start: occurrence.wall for occurrence in listed(plan, timezone=series.timezone)}
    else:
        bounds = {"after": min(starts), "before": max(starts) + timedelta(seconds=1)}
        walls = {occurrence.start: occurrence.wall for occurrence in expand(series.recurrence, **bounds)}
    for extra in extra_dates(series.pattern, minutes=series.minutes, timezone=series.timezone):
        walls.setdefault(extra.start, extra.wall)
    # A rule gives one a day; elsewhere, and for what is held beyond it, the time belongs to the name.
    which = -1 if isinstance(plan, Dated) else 0
    return {
        session.pk: (
            names_in_pattern(walls[session.original_starts_at], pattern=series.pattern)[which],
            walls[session.original_starts_at],
        )
        for session in sessions
        if session.original_starts_at in walls
    }


def keep_pattern(series: Series, pattern: dict[str, object]) -> None:
    """Write down what the studio has changed, so that later loads and the horizon keep it."""
    rewrite_series(series, pattern=pattern, timezone=series.timezone, given=series.given)
