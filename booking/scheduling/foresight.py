"""What a change of dates would mean before it is made: where they would go, and what is in the way."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.calendars.models import Entry, Owner
from booking.calendars.selectors import entries_within, owners_of
from booking.calendars.services import entry_for
from booking.core.errors import Invalid
from booking.people.models import Instructor
from booking.scheduling.models import Session
from booking.scheduling.selectors import bring_people, rooms_of, units_of
from booking.scheduling.services.altering import Move
from booking.scheduling.services.dates import check_open, following
from booking.scheduling.services.moving import check_moment, plan_shift
from booking.scheduling.services.occupation import SOURCE, occupation_for

# The longest buffers that a calendar may ask for lie within.
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody or a room that is occupied when a date would be held."""

    start: datetime
    owner: Owner
    entry: Entry


def foresee_move(session: Session, *, to: datetime, now: datetime) -> list[Move]:
    """Where one date would go. Raises what `move_session` raises of the date and the time."""
    _check(session, now=now)
    check_moment(to, series=session.series, now=now)
    return [Move(session, to, to + (session.ends_at - session.starts_at))]


def foresee_move_following(session: Session, *, to: datetime, now: datetime) -> list[Move]:
    """Where a date and those that follow it would go. Raises what `move_following` raises of them."""
    _check(session, now=now)
    return plan_shift(session.series, [session, *following(session, now=now)], to=to, now=now).moves


def clashes_of(moves: Sequence[Move], *, team: Sequence[Instructor] = ()) -> list[Clash]:
    """What is in the way of dates of one series at these times, held by their own people or by a team.

    Decided as the database decides it, with buffers; what is only asked for is in nobody's way.
    """
    return _clashes(moves, team=team, own={move.session.pk for move in moves})


def clashes_beside(move: Move) -> list[Clash]:
    """What is in the way of one more date like this one at that time, this one included."""
    return _clashes([move], team=(), own=set())


def _clashes(moves: Sequence[Move], *, team: Sequence[Instructor], own: set[int]) -> list[Clash]:
    if not moves:
        return []
    sessions = [move.session for move in moves]
    bring_people(sessions)
    rooms = units_of(rooms_of(sessions[0].offering))
    people = {session.pk: list(team) or _people(session) for session in sessions}
    owners = owners_of({person for row in people.values() for person in row})
    busy = _busy([*owners.values(), *(unit for units in rooms for unit in units)], moves=moves, own=own)
    found = []
    for move in moves:
        held = copy(move.session)
        held.starts_at, held.ends_at = move.start, move.end
        holders = [(owners[who.pk],) for who in people[held.pk] if who.pk in owners]
        for units in [*holders, *rooms]:
            over = [_over(held, owner=unit, busy=busy) for unit in units]
            # Of several units any that is free will do.
            if all(over):
                found += [Clash(move.start, units[0], entry) for entry in over[0]]
    return found


def _over(held: Session, *, owner: Owner, busy: Mapping[int, list[Entry]]) -> list[Entry]:
    """What of an owner's meets a session at its time."""
    wanted = entry_for(occupation_for(held, owner=owner, expires_at=None))
    return [e for e in busy[owner.pk] if e.starts_at < wanted.ends_at and e.ends_at > wanted.starts_at]


def _check(session: Session, *, now: datetime) -> None:
    if session.series_id is None:
        raise Invalid("An appointment is changed through its booking.", fields={"session": ["is no date of a series"]})
    check_open(session, now=now)


def _people(session: Session) -> list[Instructor]:
    return [link.instructor for link in session.facilitator_links.all()]


def _busy(owners: Sequence[Owner], *, moves: Sequence[Move], own: set[int]) -> dict[int, list[Entry]]:
    """Firm entries by owner id around these times, without those of the sessions with these ids."""
    after, before = min(move.start for move in moves) - _A_DAY, max(move.end for move in moves) + _A_DAY
    return {
        owner.pk: [
            entry
            for entry in entries_within(owner, after=after, before=before)
            if not entry.is_tentative and not (entry.source_kind == SOURCE and entry.source_id in own)
        ]
        for owner in owners
    }
