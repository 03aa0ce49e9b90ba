"""Moving one session of a booking to another free time (BKG-8, H24)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from booking.calendars.models import Owner
from booking.calendars.selectors import lapsed_sources
from booking.core.errors import Invalid, SlotTaken
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.offerings.kinds import registry as kinds
from booking.people.models import Instructor
from booking.reservations.changing import occupied_by
from booking.reservations.ground import Ground, owners_in, read_ground, teams_of
from booking.reservations.models import Booking, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.seating import current_seats, movable_seats, thread_of
from booking.reservations.selectors import seats_of
from booking.reservations.services.expire import expire_in_the_way
from booking.reservations.services.permit import Permit, ask_policy, overrule_policy
from booking.reservations.services.record import Changed, record_modification
from booking.reservations.services.reseat import let_go, sit_down
from booking.reservations.slots import Slot, slots_on
from booking.scheduling.models import Session
from booking.scheduling.services import book_session
from booking.scheduling.services.occupation import SOURCE

_MOMENT = timedelta(seconds=1)


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
    return _reschedule(booking, session=session, target=target, permit=ask_policy, **by)


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
    """The same for staff, who may go over the policy for a reason, and never over what is taken."""
    target, by = (starts_at, instructor), {"actor": actor, "reason": reason, "now": now}
    return _reschedule(booking, session=session, target=target, permit=overrule_policy, **by)


def _reschedule(
    booking: Booking,
    *,
    session: str,
    target: tuple[datetime, Instructor | None],
    permit: Permit,
    actor: str,
    reason: str,
    now: datetime,
) -> Changed:
    starts_at, instructor = target
    if kinds.get(booking.offering.kind).books != "slots":
        raise Invalid("This is booked by its dates.", fields={"starts_at": ["name the date to move to"]})
    owners = owners_in(teams_of(booking.offering, instructor=instructor))
    booking = lock([booking, *owners])[booking]
    seats = seats_of(booking)
    if _is_there_already(seats, session=session, starts_at=starts_at):
        return Changed(booking)
    moving = movable_seats(seats, session=session)
    warnings = permit(booking, moving, actor=actor, reason=reason, now=now)
    slot, ground = _free_slot(booking, moving, starts_at=starts_at, instructor=instructor, locked=owners, now=now)
    let_go(booking, moving, reason=reason or "moved to another time", now=now)
    after = _occupy(booking, slot, ground=ground, places=len(moving))
    sit_down(moving, session=after, now=now)
    kept = {"kind": ModificationKind.RESCHEDULED, "actor": actor, "reason": reason, "now": now}
    record_modification(booking, before=[moving[0].session], after=[after], **kept)
    return Changed(booking, warnings)


def _is_there_already(seats: Sequence[Seat], *, session: str, starts_at: datetime) -> bool:
    left = {thread_of(seat) for seat in seats if seat.session.reference == session}
    return any(thread_of(seat) in left and seat.session.starts_at == starts_at for seat in current_seats(seats))


def _free_slot(
    booking: Booking,
    moving: Sequence[Seat],
    *,
    starts_at: datetime,
    instructor: Instructor | None,
    locked: Sequence[Owner],
    now: datetime,
) -> tuple[Slot, Ground]:
    """Decided under the lock by what showed it. Who holds the session now holds it again if they can."""
    offering, session = booking.offering, moving[0].session
    if starts_at > now + timedelta(days=offering.window_days):
        raise Invalid("That is too far ahead.", fields={"starts_at": ["is too far ahead"]})
    ground = read_ground(offering, after=starts_at, before=starts_at + _MOMENT, instructor=instructor)
    if not {owner.pk for owner in ground.owners} <= {owner.pk for owner in locked}:
        raise SlotTaken("Who holds this has just changed. Please choose again.")
    length = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    found = slots_on(
        ground,
        offering=offering,
        after=starts_at,
        before=starts_at + _MOMENT,
        now=now,
        length=length,
        without=occupied_by(moving),
    )
    firm = [slot for slot in found.slots if slot.is_firm]
    if not firm:
        raise SlotTaken("This time is not free.", starts_at=[starts_at.isoformat()])
    if found.has_lapsed:
        _free_lapsed(ground.owners, start=starts_at, length=length, now=now)
    holders = {link.instructor_id for link in session.facilitator_links.all()}
    return min(firm, key=lambda slot: slot.instructors[0].pk not in holders), ground


def _free_lapsed(owners: Sequence[Owner], *, start: datetime, length: int, now: datetime) -> None:
    margin = timedelta(days=1)
    lapsed = lapsed_sources(
        SOURCE, owners=owners, after=start - margin, before=start + timedelta(minutes=length) + margin, now=now
    )
    if lapsed:
        expire_in_the_way(session_ids=lapsed, now=now)


def _occupy(booking: Booking, slot: Slot, *, ground: Ground, places: int) -> Session:
    return book_session(
        booking.offering,
        start=slot.start,
        end=slot.end,
        timezone=ground.place.timezone if ground.place else slot.instructors[0].timezone,
        place=ground.place,
        team=list(slot.team.instructors),
        owners=list(slot.team.owners),
        places=places,
        expires_at=None,
    )
