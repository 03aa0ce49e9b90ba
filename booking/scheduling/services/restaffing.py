from collections.abc import Sequence
from datetime import datetime

from booking.core.errors import Invalid
from booking.core.transactions import transactional
from booking.people.models import Instructor
from booking.scheduling.editing import change_date, change_following
from booking.scheduling.models import Series, Session
from booking.scheduling.services.altering import By, announce, write_team
from booking.scheduling.services.dates import keep_pattern, lock_date, lock_following, names_in, open_series
from booking.scheduling.services.occupation import occupy_as_planned


@transactional
def restaff_session(
    session: Session, *, team: Sequence[Instructor], actor: str, reason: str = "", now: datetime
) -> Session:
    """Have one date held by others, the first leading; whoever has booked it is told. Repeating it is quiet.

    Raises SlotTaken when one of them is occupied then, and what `move_session` raises of the date; Invalid for nobody.
    """
    _check(team)
    series = open_series(session)
    session = lock_date(session, series=series, people=team, now=now)
    if session.pk in (names := names_in(series, [session])):
        values = {"facilitators": [person.email for person in team]}
        keep_pattern(series, change_date(series.pattern, name=names[session.pk][0], values=values))
    _carry_out([session], series=series, team=team, by=By(actor, now, reason))
    return session


@transactional
def restaff_following(
    session: Session, *, team: Sequence[Instructor], actor: str, reason: str = "", now: datetime
) -> list[Session]:
    """Have a date and all that follow it held by others. Raises what `restaff_session` raises."""
    _check(team)
    series = open_series(session)
    sessions = lock_following(session, series=series, people=team, now=now)
    names = names_in(series, sessions)
    if sessions[0].pk in names:
        values = {"facilitators": [person.email for person in team]}
        keep_pattern(series, change_following(series.pattern, name=names[sessions[0].pk][0], values=values))
    _carry_out(sessions, series=series, team=team, by=By(actor, now, reason))
    return sessions


def _check(team: Sequence[Instructor]) -> None:
    if not team or len({person.pk for person in team}) != len(team):
        raise Invalid("Who holds it?", fields={"facilitators": ["at least one, each only once"]})


def _carry_out(sessions: list[Session], *, series: Series, team: Sequence[Instructor], by: By) -> None:
    wanted = [person.pk for person in team]
    differing = [session for session in sessions if _people(session) != wanted]
    events = write_team(differing, team=list(team), by=by)
    occupy_as_planned(differing, offering=series.offering)
    announce(events, by=by)


def _people(session: Session) -> list[int]:
    return list(session.facilitator_links.order_by("position").values_list("instructor_id", flat=True))
