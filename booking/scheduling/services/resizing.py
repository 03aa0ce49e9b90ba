from datetime import datetime

from booking.audit.services import record_change
from booking.core.errors import Invalid
from booking.core.transactions import transactional
from booking.scheduling.editing import change_date, change_following
from booking.scheduling.models import Session
from booking.scheduling.services.altering import By
from booking.scheduling.services.dates import keep_pattern, lock_date, lock_following, names_in, open_series


@transactional
def change_capacity(
    session: Session, *, capacity: int, overbooking: int, actor: str, reason: str = "", now: datetime
) -> Session:
    """Give one date another number of places; `overbooking` more may be sold. Repeating it is quiet.

    Raises Invalid when more are sold than there would be, and what `move_session` raises of the date.
    """
    series = open_series(session)
    session = lock_date(session, series=series, now=now)
    _check([session], capacity=capacity, overbooking=overbooking)
    if session.pk in (names := names_in(series, [session])):
        values = {"capacity": capacity, "overbooking": overbooking}
        keep_pattern(series, change_date(series.pattern, name=names[session.pk][0], values=values))
    _write([session], capacity=capacity, overbooking=overbooking, by=By(actor, now, reason))
    return session


@transactional
def change_capacity_following(
    session: Session, *, capacity: int, overbooking: int, actor: str, reason: str = "", now: datetime
) -> list[Session]:
    """The same for a date and all that follow it: all of them or none."""
    series = open_series(session)
    sessions = lock_following(session, series=series, now=now)
    _check(sessions, capacity=capacity, overbooking=overbooking)
    names = names_in(series, sessions)
    if sessions[0].pk in names:
        values = {"capacity": capacity, "overbooking": overbooking}
        keep_pattern(series, change_following(series.pattern, name=names[sessions[0].pk][0], values=values))
    _write(sessions, capacity=capacity, overbooking=overbooking, by=By(actor, now, reason))
    return sessions


def _check(sessions: list[Session], *, capacity: int, overbooking: int) -> None:
    if capacity < 1 or overbooking < 0:
        raise Invalid("That is no number of places.", fields={"capacity": ["at least 1, and overbooking at least 0"]})
    for session in sessions:
        if session.taken > capacity + overbooking:
            reason = f"at least {session.taken - overbooking}: so many places are sold on {session.starts_at:%Y-%m-%d}"
            raise Invalid("More places are sold than that.", fields={"capacity": [reason]})


def _write(sessions: list[Session], *, capacity: int, overbooking: int, by: By) -> None:
    for session in sessions:
        were = [session.capacity, session.overbooking]
        if were == [capacity, overbooking]:
            continue
        session.capacity, session.overbooking = capacity, overbooking
        session.save(update_fields=["capacity", "overbooking"])
        record_change(
            actor=by.actor,
            action="session.resized",
            subject_type="session",
            subject_reference=session.reference,
            now=by.now,
            reason=by.reason,
            changes={"places": [were, [capacity, overbooking]]},
        )
