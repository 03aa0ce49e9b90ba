"""What is done to dates that people may have booked: each change is written down, audited and announced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.audit.services import record_change
from booking.calendars.services import release
from booking.core.events import publish
from booking.people.models import Instructor
from booking.scheduling.events import SessionCalledOff, SessionMoved, SessionRestaffed
from booking.scheduling.models import Session, SessionFacilitator
from booking.scheduling.services.move import move_session_to
from booking.scheduling.services.occupation import SOURCE, staff_sessions
from booking.scheduling.services.outlook import follow_minimum, is_sold_whole
from booking.scheduling.states import Outlook, SessionStatus


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something, when and why."""

    actor: str
    now: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    session: Session
    start: datetime
    end: datetime


def write_moves(moves: Sequence[Move], *, by: By) -> list[SessionMoved]:
    """Give sessions other times; their entries must be written anew. Returns what is to be announced then."""
    events = []
    for move in moves:
        session, was_at = move.session, move.session.starts_at
        session.starts_at, session.ends_at = move.start, move.end
        session.sequence, session.changed_at = session.sequence + 1, by.now
        session.save(update_fields=["starts_at", "ends_at", "sequence", "changed_at"])
        if session.outlook == Outlook.PENDING and not is_sold_whole(session.offering):
            follow_minimum([session], offering=session.offering)
        _record(session, "moved", changes={"starts_at": [was_at.isoformat(), move.start.isoformat()]}, by=by)
        events.append(SessionMoved(session.pk, was_at.isoformat(), by.actor, by.reason, by.now.isoformat()))
    return events


def write_team(sessions: Iterable[Session], *, team: list[Instructor], by: By) -> list[SessionRestaffed]:
    """Have sessions held by others; their entries must be written anew. Returns what is to be announced then."""
    events = []
    for session in sessions:
        were = [link.instructor_id for link in session.facilitator_links.order_by("position")]
        SessionFacilitator.objects.filter(session=session).delete()
        forget_links(session)
        staff_sessions([session], team=team)
        session.sequence, session.changed_at = session.sequence + 1, by.now
        session.save(update_fields=["sequence", "changed_at"])
        _record(session, "restaffed", changes={"instructors": [were, [person.pk for person in team]]}, by=by)
        events.append(SessionRestaffed(session.pk, were, by.actor, by.reason, by.now.isoformat()))
    return events


def call_off(sessions: Sequence[Session], *, by: By) -> list[SessionCalledOff]:
    """End sessions and free the time they occupied. Returns what is to be announced."""
    release(SOURCE, source_ids=[session.pk for session in sessions])
    events = []
    for session in sessions:
        also = {"outlook": Outlook.OFF} if session.outlook else {}
        move_session_to(session, status=SessionStatus.CANCELLED, changed_at=by.now, **also)
        _record(session, "called_off", changes={}, by=by)
        events.append(SessionCalledOff(session.pk, by.actor, by.reason, by.now.isoformat()))
    return events


def announce(events: Iterable[SessionMoved | SessionRestaffed | SessionCalledOff], *, by: By) -> None:
    """Tell the rooms above, once everything is written that they may look at."""
    for event in events:
        publish(event, now=by.now)


def forget_links(session: Session) -> None:
    """Drop prefetched facilitators: they are read anew."""
    getattr(session, "_prefetched_objects_cache", {}).pop("facilitator_links", None)


def _record(session: Session, what: str, *, changes: dict[str, object], by: By) -> None:
    record_change(
        actor=by.actor,
        action=f"session.{what}",
        subject_type="session",
        subject_reference=session.reference,
        now=by.now,
        reason=by.reason,
        changes=changes,
    )
