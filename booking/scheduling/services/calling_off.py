from datetime import datetime

from booking.core.transactions import transactional
from booking.offerings.models import Offering
from booking.scheduling.editing import end_before, skip_date
from booking.scheduling.models import Series, Session
from booking.scheduling.patterns import Repeating, first_wall, read_pattern
from booking.scheduling.services.altering import By, announce, call_off
from booking.scheduling.services.dates import keep_pattern, lock_date, lock_following, names_in, open_series
from booking.scheduling.states import SessionStatus

_NO_DATES: dict[str, object] = {"dates": []}


@transactional
def call_off_session(session: Session, *, actor: str, reason: str = "", now: datetime) -> Session:
    """Let one date not take place: its people and rooms are free, its customers told and refunded.

    Repeating it is quiet. Raises NotAllowed when it has begun, AlreadyDone when it has taken place.
    """
    by = By(actor, now, reason)
    series = open_series(session)
    current = Session.objects.get(pk=session.pk)
    if current.status == SessionStatus.CANCELLED:
        return current
    session = lock_date(session, series=series, now=now)
    if session.pk in (names := names_in(series, [session])):
        keep_pattern(series, skip_date(series.pattern, name=names[session.pk][0]))
    announce(call_off([session], by=by), by=by)
    return session


@transactional
def call_off_following(session: Session, *, actor: str, reason: str = "", now: datetime) -> list[Session]:
    """Let a date and all that follow it not take place; a repetition ends before it. Raises what one date does."""
    by = By(actor, now, reason)
    series = open_series(session)
    sessions = lock_following(session, series=series, now=now)
    keep_pattern(series, _ended(series, sessions))
    announce(call_off(sessions, by=by), by=by)
    return sessions


@transactional
def call_off_run(offering: Offering, *, actor: str, reason: str = "", now: datetime) -> list[Session]:
    """Call off everything of an offering that is still to come; whoever has booked nothing else is done with it."""
    coming = Session.objects.filter(
        offering=offering, series__isnull=False, status=SessionStatus.SCHEDULED, starts_at__gt=now
    )
    first = coming.order_by("original_starts_at", "pk").first()
    return call_off_following(first, actor=actor, reason=reason, now=now) if first else []


def _ended(series: Series, sessions: list[Session]) -> dict[str, object]:
    """The pattern without these dates and those that would still have come."""
    names = names_in(series, sessions)
    given = [names[session.pk] for session in sessions if session.pk in names]
    if not given:
        return series.pattern
    plan = read_pattern(series.pattern, minutes=series.minutes)
    if not isinstance(plan, Repeating):
        pattern = series.pattern
        for name, _wall in given:
            pattern = skip_date(pattern, name=name)
        return pattern
    if first_wall(plan).date() >= given[0][1].date():
        return _NO_DATES
    return end_before(series.pattern, day=given[0][1].date())
