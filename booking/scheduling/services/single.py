"""Sessions that come about by being booked: appointments."""

from collections.abc import Iterable
from datetime import datetime

from booking.calendars.models import Owner
from booking.calendars.selectors import entries_of
from booking.calendars.services import ask_for_entries, grant_entries, hold_entries, keep_entries, release
from booking.core.rows import insert
from booking.core.transactions import require_transaction
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.scheduling.models import Place, Session
from booking.scheduling.services.move import move_session_to
from booking.scheduling.services.occupation import SOURCE, occupy_for, staff_sessions
from booking.scheduling.states import SessionStatus


def book_session(
    offering: Offering,
    *,
    start: datetime,
    end: datetime,
    timezone: str,
    place: Place | None,
    team: list[Instructor],
    owners: list[Owner],
    places: int,
    expires_at: datetime | None,
) -> Session:
    """A session at a free time, occupying its owners until `expires_at` (for good when None), with `places` taken.

    The owners must be locked. Raises SlotTaken when somebody was faster.
    """
    require_transaction()
    session = Session(
        offering=offering,
        starts_at=start,
        ends_at=end,
        timezone=timezone,
        place=place,
        capacity=offering.capacity,
        overbooking=offering.overbooking,
        taken=places,
    )
    insert(session)
    staff_sessions([session], team=team)
    occupy_for(session, owners=owners, expires_at=expires_at)
    return session


def keep_session(session_ids: Iterable[int]) -> None:
    """Turn the held time of these sessions into occupied time."""
    keep_entries(SOURCE, source_ids=session_ids)


def ask_for_session(session_ids: Iterable[int], *, until: datetime) -> None:
    """Turn the held time of these sessions into time that is asked for until then."""
    ask_for_entries(SOURCE, source_ids=session_ids, until=until)


def hold_session(session_ids: Iterable[int], *, until: datetime) -> None:
    """Keep the time of these sessions until then: they are their booking's own for no longer."""
    hold_entries(SOURCE, source_ids=session_ids, until=until)


def grant_session(session_ids: Iterable[int]) -> None:
    """Turn the time that these sessions ask for into occupied time; owners must be locked. Raises SlotTaken."""
    grant_entries(SOURCE, source_ids=session_ids)


def move_single_session(session: Session, *, start: datetime, end: datetime) -> None:
    """Let an appointment take place at another time with the same people and rooms, which must be locked.

    What it occupied is given back. Raises SlotTaken when somebody has the new time; then the transaction cannot go on.
    """
    owners = [entry.owner for entry in entries_of(SOURCE, source_ids=[session.pk])]
    release(SOURCE, source_ids=[session.pk])
    session.starts_at, session.ends_at, session.sequence = start, end, session.sequence + 1
    session.save(update_fields=["starts_at", "ends_at", "sequence"])
    occupy_for(session, owners=owners, expires_at=None)


def drop_single_sessions(session_ids: Iterable[int]) -> None:
    """Cancel those that existed for one booking only and free the time they occupied; dates of a series stay."""
    require_transaction()
    singles = Session.objects.filter(pk__in=list(session_ids), series=None, status=SessionStatus.SCHEDULED)
    singles = list(singles)
    release(SOURCE, source_ids=[session.pk for session in singles])
    for session in singles:
        move_session_to(session, status=SessionStatus.CANCELLED)
