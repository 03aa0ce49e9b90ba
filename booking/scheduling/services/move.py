"""The one path for every change of a session's status."""

from booking.core.errors import AlreadyDone
from booking.core.transactions import require_transaction
from booking.scheduling.models import Session
from booking.scheduling.states import SESSION_MOVES, SessionStatus


def move_session_to(session: Session, *, status: SessionStatus, **also: object) -> None:
    """Write the status, and `also` further columns; calendars hear of it by the sequence. The session must be locked.

    Raises AlreadyDone when the move is not allowed any more.
    """
    require_transaction()
    if status != session.status and status not in SESSION_MOVES[session.status]:
        raise AlreadyDone(f"This date is {session.status}.")
    session.status = status
    session.sequence += 1
    for name, value in also.items():
        setattr(session, name, value)
    session.save(update_fields=["status", "sequence", *also])
