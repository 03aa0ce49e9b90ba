"""Moving one session of a booking to another free time (BKG-8, H24)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from booking.core.errors import Invalid
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.offerings.kinds import registry as kinds
from booking.people.models import Instructor
from booking.people.viewers import STAFF, Viewer
from booking.reservations.changing import occupied_by
from booking.reservations.ground import owners_in, teams_of
from booking.reservations.models import Booking, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.seating import current_seats, movable_seats, thread_of
from booking.reservations.selectors import seats_of, viewer_in
from booking.reservations.services.permit import Permit, ask_policy, overrule_policy, record_overruling
from booking.reservations.services.record import Changed, record_modification
from booking.reservations.services.reseat import let_go, sit_down
from booking.reservations.services.take_time import Found, find_time, find_time_anyway, occupy_time


@transactional
def reschedule_session(
    booking: Booking,
    *,
    session: str,
    starts_at: datetime,
    instructor: Instructor | None = None,
    actor: str,
    reason: str = "",
    now: datetime,
) -> Changed:
    """Move what was booked in one session (by its reference) to another free time, by the policy that was agreed to.

    The moved session is neither in its own way nor counts for its own limit. Repeating it is quiet. Raises NotAllowed
    with the reasons when the policy forbids it, SlotTaken when the time is not free, Invalid for what cannot be.
    """
    target, by = (starts_at, instructor), {"actor": actor, "reason": reason, "now": now}
    means = (ask_policy, find_time, viewer_in(booking))
    return _reschedule(booking, session=session, target=target, means=means, **by)


@transactional
def overrule_reschedule(
    booking: Booking,
    *,
    session: str,
    starts_at: datetime,
    instructor: Instructor | None = None,
    actor: str,
    reason: str,
    now: datetime,
) -> Changed:
    """The same for staff, who may go over policy, hours, notice and limits for a reason, never over what is taken.

    The warnings and the audit log say over what.
    """
    target, by = (starts_at, instructor), {"actor": actor, "reason": reason, "now": now}
    means = (overrule_policy, find_time_anyway, STAFF)
    return _reschedule(booking, session=session, target=target, means=means, **by)


def _reschedule(
    booking: Booking,
    *,
    session: str,
    target: tuple[datetime, Instructor | None],
    means: tuple[Permit, Callable[..., Found], Viewer],
    actor: str,
    reason: str,
    now: datetime,
) -> Changed:
    (starts_at, instructor), (permit, find, viewer) = target, means
    if kinds.get(booking.offering.kind).books != "slots":
        raise Invalid("This is booked by its dates.", fields={"starts_at": ["name the date to move to"]})
    owners = owners_in(teams_of(booking.offering, instructor=instructor, viewer=viewer))
    booking = lock([booking, *owners])[booking]
    seats = seats_of(booking)
    if _is_there_already(seats, session=session, starts_at=starts_at):
        return Changed(booking)
    moving = movable_seats(seats, session=session)
    warnings = permit(booking, moving, actor=actor, reason=reason, now=now)
    before = moving[0].session
    found = find(
        booking.offering,
        starts_at=starts_at,
        length=(before.ends_at - before.starts_at) // timedelta(minutes=1),
        instructor=instructor,
        prefer={link.instructor_id for link in before.facilitator_links.all()},
        without=occupied_by(moving),
        viewer=viewer,
        locked=owners,
        now=now,
    )
    if found.warnings:
        record_overruling(booking, warnings=found.warnings, actor=actor, reason=reason, now=now)
    let_go(booking, moving, reason=reason or "moved to another time", now=now)
    after = occupy_time(found, offering=booking.offering, places=len(moving))
    sit_down(moving, session=after, now=now)
    kept = {"kind": ModificationKind.RESCHEDULED, "actor": actor, "reason": reason, "now": now}
    record_modification(booking, before=[before], after=[after], **kept)
    return Changed(booking, (*warnings, *found.warnings))


def _is_there_already(seats: Sequence[Seat], *, session: str, starts_at: datetime) -> bool:
    left = {thread_of(seat) for seat in seats if seat.session.reference == session}
    return any(thread_of(seat) in left and seat.session.starts_at == starts_at for seat in current_seats(seats))
