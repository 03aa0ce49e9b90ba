"""Having sessions held by somebody else, each with the rest of its people."""

from collections.abc import Sequence

from booking.calendars.models import Owner
from booking.calendars.selectors import entries_of
from booking.calendars.services import hand_entries
from booking.core.transactions import require_transaction
from booking.people.models import Instructor
from booking.scheduling.editing import change_date
from booking.scheduling.handing_over import people_of, team_after
from booking.scheduling.models import Series, Session
from booking.scheduling.services.altering import By, announce, write_team
from booking.scheduling.services.dates import keep_pattern, names_in
from booking.scheduling.services.occupation import SOURCE, occupation_for


def hand_over_sessions(
    sessions: Sequence[Session], *, giver: Instructor, taker: Instructor, owners: tuple[Owner, Owner], by: By
) -> None:
    """Appointments and dates, people at hand: what was held or asked for stays so. Owners (of giver and taker) and
    sessions must be locked. Raises SlotTaken when the taker is occupied at one of the times.
    """
    require_transaction()
    events, (left, new) = [], owners
    held = {entry.source_id: entry for entry in entries_of(SOURCE, source_ids=[s.pk for s in sessions], owner=left)}
    taken = {entry.source_id for entry in entries_of(SOURCE, source_ids=[s.pk for s in sessions], owner=new)}
    for session in sessions:
        events += write_team([session], team=team_after(people_of(session), giver=giver, taker=taker), by=by)
    # All of the giver's time is free before any of it is the taker's: nobody is in the way of themselves.
    hand_entries(
        [
            (held[session.pk], None if session.pk in taken else occupation_for(session, owner=new, expires_at=None))
            for session in sessions
            if session.pk in held
        ]
    )
    announce(events, by=by)


def note_hand_over(
    series: Series, *, giver: Instructor, taker: Instructor, kept: Sequence[Session], moved: Sequence[Session]
) -> None:
    """Have the schedule say who holds what from now on: `kept` are dates that stay with whoever holds them, `moved`
    those that it has to name, because the offering itself stays with the giver."""
    pattern = _renamed(series.pattern, giver=giver, taker=taker) if not moved else series.pattern
    names = names_in(series, [*kept, *moved]) if kept or moved else {}
    for session in [*kept, *moved]:
        if session.pk in names:
            team = people_of(session)
            team = team if session in kept else team_after(team, giver=giver, taker=taker)
            values = {"facilitators": [person.email for person in team]}
            pattern = change_date(pattern, name=names[session.pk][0], values=values)
    if pattern != series.pattern:
        keep_pattern(series, pattern)


def _renamed(pattern: dict[str, object], *, giver: Instructor, taker: Instructor) -> dict[str, object]:
    """The pattern with the taker wherever it names the giver."""
    if "changes" not in pattern:
        return pattern
    changes = [
        {**change, "facilitators": _replaced(change["facilitators"], giver=giver, taker=taker)}
        if "facilitators" in change
        else change
        for change in pattern["changes"]
    ]
    return {**pattern, "changes": changes}


def _replaced(emails: list[str], *, giver: Instructor, taker: Instructor) -> list[str]:
    return list(dict.fromkeys(taker.email if email == giver.email else email for email in emails))
