"""What a session takes of people's time and of rooms, written down in the calendars."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from booking.calendars.models import Owner
from booking.calendars.selectors import entries_of, owners_of
from booking.calendars.services import Occupation, entry_for, occupy, release
from booking.core.rows import insert
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.scheduling.models import Session, SessionFacilitator
from booking.scheduling.selectors import rooms_of, units_of
from booking.scheduling.services.units import free_units, unit_in_use

SOURCE = "session"
# Databases take a limited number of values in one statement.
_MOST_AT_ONCE = 200


def staff_sessions(sessions: Iterable[Session], *, team: list[Instructor]) -> None:
    """Name who holds the sessions; the first leads."""
    links = [
        SessionFacilitator(session=session, instructor=instructor, position=position)
        for session in sessions
        for position, instructor in enumerate(team)
    ]
    for first in range(0, len(links), _MOST_AT_ONCE):
        insert(*links[first : first + _MOST_AT_ONCE])


def occupy_for(session: Session, *, owners: Iterable[Owner], expires_at: datetime | None) -> None:
    """Occupy the owners for a session, with its offering's buffers. Raises SlotTaken."""
    occupy([occupation_for(session, owner=owner, expires_at=expires_at) for owner in owners])


def occupy_as_planned(sessions: list[Session], *, offering: Offering) -> None:
    """Make the entries of these sessions (facilitators prefetched) what their people, rooms and buffers ask for now.

    Raises SlotTaken when somebody or a room is taken; the owners must be locked.
    """
    rooms = units_of(rooms_of(offering))
    people = {link.instructor for session in sessions for link in session.facilitator_links.all()}
    owners = owners_of(people)
    written: dict[int, set[tuple]] = defaultdict(set)
    for entry in entries_of(SOURCE, source_ids=[session.pk for session in sessions]):
        written[entry.source_id].add((entry.owner_id, entry.starts_at, entry.ends_at, entry.place))
    stale: dict[Session, list[Owner]] = {}
    for session in sessions:
        session.offering = offering
        holders = [owners[link.instructor_id] for link in session.facilitator_links.all()]
        on = {owner_id for owner_id, *_ in written[session.pk]}
        busy = [*holders, *(unit_in_use(units, on=on) for units in rooms)]
        entries = [entry_for(occupation_for(session, owner=owner, expires_at=None)) for owner in busy]
        planned = {(entry.owner_id, entry.starts_at, entry.ends_at, entry.place) for entry in entries}
        if written[session.pk] != planned:
            stale[session] = holders
    if stale:
        release(SOURCE, source_ids=[session.pk for session in stale])
        chosen = free_units(list(stale), rooms=rooms, written=written)
        occupy(
            occupation_for(session, owner=owner, expires_at=None)
            for session, holders in stale.items()
            for owner in [*holders, *chosen[session.pk]]
        )


def occupation_for(session: Session, *, owner: Owner, expires_at: datetime | None) -> Occupation:
    """What a session at its time takes of one owner, by its offering's buffers."""
    return Occupation(
        owner=owner,
        source_kind=SOURCE,
        source_id=session.pk,
        start=session.starts_at,
        end=session.ends_at,
        buffer_before=session.offering.buffer_before,
        buffer_after=session.offering.buffer_after,
        expires_at=expires_at,
        place=session.place.slug if session.place else "",
    )
