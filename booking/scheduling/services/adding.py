from datetime import datetime

from booking.audit.services import record_change
from booking.core.errors import Invalid
from booking.core.locks import lock
from booking.core.timezones import wall_minute
from booking.core.transactions import transactional
from booking.people.models import Instructor
from booking.scheduling.editing import add_date, change_date
from booking.scheduling.models import Series, Session
from booking.scheduling.services.crew import owners_for
from booking.scheduling.services.dates import keep_pattern, open_series
from booking.scheduling.services.occupation import occupy_as_planned, staff_sessions
from booking.scheduling.services.outlook import is_sold_whole


@transactional
def open_overflow(session: Session, *, start: datetime, actor: str, reason: str = "", now: datetime) -> Session:
    """Hold one more date like this one, by the same people with as many places; the schedule notes it.

    Repeating it is quiet. Raises SlotTaken when somebody or a room is occupied then, Invalid for a time that has passed
    or that no wall clock can say, for an appointment and for dates that are held together.
    """
    series = open_series(session)
    if is_sold_whole(series.offering) or "days" in series.pattern:
        raise Invalid("These dates belong together.", fields={"session": ["stands for itself"]})
    known = Session.objects.filter(series=series, original_starts_at=start).first()
    if known is not None:
        return known
    if start <= now:
        raise Invalid("This time has passed.", fields={"start": ["a time to come"]})
    team = list(Instructor.objects.filter(session_links__session=session).order_by("session_links__position"))
    lock(owners_for(series.offering, instructors=team))
    _note(series, like=session, start=start, team=team)
    date = _write(session, start=start, team=team)
    occupy_as_planned([date], offering=series.offering)
    record_change(
        actor=actor,
        action="session.opened",
        subject_type="session",
        subject_reference=date.reference,
        now=now,
        reason=reason,
        changes={"beside": session.reference, "starts_at": start.isoformat()},
    )
    return date


def _note(series: Series, *, like: Session, start: datetime, team: list[Instructor]) -> None:
    """Write the date into the schedule, with what it has of its own."""
    wall = wall_minute(start, series.timezone, field="start")
    values: dict[str, object] = {"facilitators": [person.email for person in team]} if team else {}
    if like.capacity is not None:
        values |= {"capacity": like.capacity, "overbooking": like.overbooking}
    pattern = add_date(series.pattern, wall=wall)
    name = wall.isoformat(timespec="minutes")
    keep_pattern(series, change_date(pattern, name=name, values=values) if values else pattern)


def _write(like: Session, *, start: datetime, team: list[Instructor]) -> Session:
    date = Session.objects.create(
        offering=like.offering,
        series=like.series,
        title=like.title,
        original_starts_at=start,
        starts_at=start,
        ends_at=start + (like.ends_at - like.starts_at),
        timezone=like.timezone,
        place=like.place,
        capacity=like.capacity,
        overbooking=like.overbooking,
    )
    staff_sessions([date], team=team)
    return date
