from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.core.errors import Invalid
from booking.core.timezones import instant_at, wall_minute
from booking.core.transactions import transactional
from booking.scheduling.editing import change_following, move_date
from booking.scheduling.models import Series, Session
from booking.scheduling.services.altering import By, Move, announce, write_moves
from booking.scheduling.services.dates import keep_pattern, lock_date, lock_following, names_in, open_series
from booking.scheduling.services.occupation import occupy_as_planned
from booking.scheduling.variations import MOST_DAYS, shift_wall


@transactional
def move_session(session: Session, *, to: datetime, actor: str, reason: str = "", now: datetime) -> Session:
    """Hold one date at another time, with whoever has booked it; the schedule notes it. Repeating it is quiet.

    Raises SlotTaken when somebody or a room is occupied then, AlreadyDone when it was called off, NotAllowed when it
    has begun, Invalid for a time that has passed or that no wall clock can say.
    """
    by = By(actor, now, reason)
    series = open_series(session)
    session = lock_date(session, series=series, now=now)
    if session.starts_at == to:
        return session
    wall = check_moment(to, series=series, now=now)
    names = names_in(series, [session])
    if session.pk in names:
        keep_pattern(series, move_date(series.pattern, name=names[session.pk][0], to=wall))
    _carry_out([Move(session, to, to + (session.ends_at - session.starts_at))], series=series, by=by)
    return session


@transactional
def move_following(session: Session, *, to: datetime, actor: str, reason: str = "", now: datetime) -> list[Session]:
    """Hold a date and all that follow it as many days later, at the time of day of this one.

    Dates that were moved by name stay where they are. Raises what `move_session` raises, and Invalid when it would be
    by more than a month.
    """
    by = By(actor, now, reason)
    series = open_series(session)
    sessions = lock_following(session, series=series, now=now)
    shift = plan_shift(series, sessions, to=to, now=now)
    keep_pattern(series, change_following(series.pattern, name=shift.name, values=shift.values))
    _carry_out(shift.moves, series=series, by=by)
    return shift.sessions


@dataclass(frozen=True, slots=True)
class Shift:
    """Dates from one on that go along with it: what the schedule says of them, and those whose time changes."""

    name: str
    values: dict[str, object]
    sessions: list[Session]
    moves: list[Move]


def plan_shift(series: Series, sessions: Sequence[Session], *, to: datetime, now: datetime) -> Shift:
    """Where these dates go when the first is held at `to`. Raises Invalid for a time that cannot be."""
    first, wall = sessions[0], check_moment(to, series=series, now=now)
    names = names_in(series, sessions)
    if first.pk not in names:
        raise Invalid("This date stands alone.", fields={"reach": ["the schedule does not give this date any more"]})
    name, was = names[first.pk]
    days = (wall.date() - was.date()).days
    if abs(days) > MOST_DAYS:
        raise Invalid("That is too far.", fields={"to": [f"at most {MOST_DAYS} days from {was.date()}"]})
    by_name = {move["from"] for move in series.pattern.get("move", [])} - {name}
    shifted = [s for s in sessions if s.pk in names and not by_name.intersection((names[s.pk][0],))]
    values = _shift(series, days=days, wall=wall, was=was)
    moves = []
    for one in shifted:
        start = instant_at(shift_wall(names[one.pk][1], change=values), series.timezone)
        if start != one.starts_at:
            moves.append(Move(one, start, start + (one.ends_at - one.starts_at)))
    return Shift(name, values, shifted, moves)


def _shift(series: Series, *, days: int, wall: datetime, was: datetime) -> dict[str, object]:
    """In the words of `changes`; where a day may have several meetings, each keeps its distance to the others."""
    if series.recurrence_id:
        return {"days": days, "at": f"{wall:%H:%M}"}
    return {"days": days, "minutes": (wall.hour - was.hour) * 60 + wall.minute - was.minute}


def check_moment(to: datetime, *, series: Series, now: datetime) -> datetime:
    """The wall clock of a time to hold a date at. Raises Invalid when it has passed or no wall clock can say it."""
    if to <= now:
        raise Invalid("This time has passed.", fields={"to": ["a time to come"]})
    return wall_minute(to, series.timezone, field="to")


def _carry_out(moves: Sequence[Move], *, series: Series, by: By) -> None:
    events = write_moves(moves, by=by)
    occupy_as_planned([move.session for move in moves], offering=series.offering)
    announce(events, by=by)
