"""Whether dates take place: what is said of them agrees with their minimum, deadline and what was sold by then."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from booking.audit.models import AuditRecord
from booking.core.consistency import Fault, registry
from booking.reservations.services.decide_dates import participants_at
from booking.scheduling.models import Session
from booking.scheduling.outlooks import decision_moment
from booking.scheduling.services.outlook import is_sold_whole
from booking.scheduling.states import Outlook, SessionStatus

# The sweep may have been away for so long.
_LATEST = timedelta(days=1)
_OPEN = ("", Outlook.PENDING)


@registry.register("outlook")
def outlooks(now: datetime) -> Iterator[Fault]:
    """Of the dates of a series to come, each by what holds for its state."""
    coming = Session.objects.filter(status=SessionStatus.SCHEDULED, series__isnull=False, starts_at__gt=now)
    standing = coming.filter(offering__is_archived=False).select_related("offering")
    for session in standing.exclude(outlook="", offering__minimum={}, decide_at=None).order_by("pk"):
        for expected, found in _disagreements(session, now=now):
            yield Fault(f"session {session.reference}", expected, found)


def _disagreements(session: Session, *, now: datetime) -> Iterator[tuple[str, str]]:
    """(expected, found)."""
    if session.outlook == Outlook.OFF:
        yield "called off, for its outlook is off", session.status
    elif session.outlook in _OPEN:
        yield from _of_open(session, now=now)
    else:
        yield from _of_decided(session)


def _of_open(session: Session, *, now: datetime) -> Iterator[tuple[str, str]]:
    minimum, decide_at = session.offering.minimum, session.decide_at
    moment = decision_moment(minimum, starts_at=session.starts_at, timezone=session.timezone)
    if (session.outlook == Outlook.PENDING) != (moment is not None) or (decide_at is None) != (moment is None):
        yield f"to be decided at {moment}", f"{session.outlook or 'no outlook'}, {decide_at}"
    elif not is_sold_whole(session.offering) and decide_at != moment:
        # Dates that are sold together are decided with the first of them.
        yield f"to be decided at {moment}", f"{decide_at}"
    elif decide_at is not None and decide_at < now - _LATEST:
        yield f"decided since {decide_at}", session.outlook


def _of_decided(session: Session) -> Iterator[tuple[str, str]]:
    """What the deadline decided by itself; the studio may hold a date however few come."""
    records = AuditRecord.objects.filter(
        subject_type="session", subject_reference=session.reference, action=f"session.{session.outlook}"
    )
    decided = records.order_by("-pk").first()
    if decided is None or session.decide_at is None:
        yield "a deadline, and who decided it in the log", f"{session.outlook}, {session.decide_at}"
    elif decided.actor == "system":
        least, sold = session.offering.least or 0, participants_at(session, moment=session.decide_at)
        wanted = Outlook.GUARANTEED if sold >= least else Outlook.UNDECIDED
        if session.outlook != wanted:
            yield f"{wanted}, with {sold} of {least} at its deadline", session.outlook
        elif session.outlook == Outlook.UNDECIDED and decided.at < session.decide_at:
            yield f"undecided from {session.decide_at} on", f"decided at {decided.at}"
