from booking.core.rows import update
from booking.core.transactions import require_transaction
from booking.scheduling.models import Session
from booking.scheduling.states import SessionStatus


def complete_session(session: Session) -> bool:
    """Note that a session is over; False when it is no longer scheduled."""
    require_transaction()
    return update(session, {"status": SessionStatus.COMPLETED}, where={"status": SessionStatus.SCHEDULED})
