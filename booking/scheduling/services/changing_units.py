"""Another unit of a room, where somebody else has taken a session's own meanwhile."""

from collections.abc import Sequence

from booking.calendars.models import Entry, Owner
from booking.calendars.selectors import entries_of
from booking.calendars.services import hand_entries
from booking.core.errors import SlotTaken
from booking.scheduling.models import Session
from booking.scheduling.services.occupation import SOURCE, occupation_for
from booking.scheduling.services.units import free_units


def change_to_free_units(sessions: Sequence[Session], *, rooms: Sequence[Sequence[Owner]]) -> None:
    """Let sessions that only ask for their time ask for units that are free; `rooms` are the units of each, locked.

    Where none is free they keep theirs, and whoever grants them is refused.
    """
    by_id = {session.pk: session for session in sessions}
    for entry in entries_of(SOURCE, source_ids=by_id):
        room = next((units for units in rooms if len(units) > 1 and entry.owner in units), None)
        if room is not None:
            _change(entry, session=by_id[entry.source_id], room=room)


def _change(entry: Entry, *, session: Session, room: Sequence[Owner]) -> None:
    own = {session.pk: {(entry.owner_id,)}}
    try:
        [unit] = free_units([session], rooms=[room], written=own)[session.pk]
    except SlotTaken:
        return
    if unit != entry.owner:
        hand_entries([(entry, occupation_for(session, owner=unit, expires_at=entry.expires_at))])
