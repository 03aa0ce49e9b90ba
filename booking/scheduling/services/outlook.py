"""The one path for whether a date takes place, and the moment at which that is decided."""

from collections.abc import Iterable
from datetime import datetime

from booking.audit.services import record_change
from booking.core.errors import AlreadyDone
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.transactions import require_transaction, transactional
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering
from booking.offerings.models.variants import Scope
from booking.scheduling.events import SessionGuaranteed, SessionUndecided
from booking.scheduling.models import Session
from booking.scheduling.outlooks import decision_moment
from booking.scheduling.states import OUTLOOK_MOVES, Outlook, SessionStatus

_EVENTS = {Outlook.GUARANTEED: SessionGuaranteed, Outlook.UNDECIDED: SessionUndecided}


def is_sold_whole(offering: Offering) -> bool:
    """Whether one booking takes all dates, so that they take place together or not at all."""
    return kinds.get(offering.kind).default_scope == Scope.SERIES


def follow_minimum(sessions: Iterable[Session], *, offering: Offering) -> None:
    """Note when it is decided whether these dates take place; what is decided stays so."""
    sessions = list(sessions)
    first = min((session.starts_at for session in sessions), default=None)
    for session in sessions:
        start = first if is_sold_whole(offering) else session.starts_at
        moment = decision_moment(offering.minimum, starts_at=start, timezone=session.timezone)
        if session.outlook in ("", Outlook.PENDING):
            wanted = (Outlook.PENDING if moment else "", moment)
            if (session.outlook, session.decide_at) != wanted:
                session.outlook, session.decide_at = wanted
                session.save(update_fields=["outlook", "decide_at"])


@transactional
def guarantee_session(session: Session, *, actor: str, reason: str = "", now: datetime) -> Session:
    """Say that a date takes place; whoever has booked it is told. Repeating it is quiet.

    Raises AlreadyDone for one that was called off, or that takes place however many come.
    """
    return settle_outlook(session, outlook=Outlook.GUARANTEED, actor=actor, reason=reason, now=now)


def settle_outlook(session: Session, *, outlook: Outlook, actor: str, reason: str = "", now: datetime) -> Session:
    """Move to an outlook; quiet when it is there already. Raises AlreadyDone when that cannot be any more."""
    require_transaction()
    session = lock([session])[session]
    if session.outlook == outlook:
        return session
    if session.status != SessionStatus.SCHEDULED or outlook not in OUTLOOK_MOVES.get(session.outlook, ()):
        raise AlreadyDone("This date is decided already.")
    was, session.outlook = session.outlook, outlook
    session.save(update_fields=["outlook"])
    record_change(
        actor=actor,
        action=f"session.{outlook}",
        subject_type="session",
        subject_reference=session.reference,
        now=now,
        reason=reason,
        changes={"outlook": [was, outlook]},
    )
    publish(_EVENTS[outlook](session.pk, actor, now.isoformat()), now=now)
    return session
