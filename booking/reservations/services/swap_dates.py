"""Moving to another date of an offering, or to another run of it (BKG-8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from booking.core.errors import Invalid
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.offerings.kinds import registry as kinds
from booking.offerings.models.variants import WHOLE
from booking.reservations.models import Booking, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.seating import current_seats, is_moved_already, movable_seats, thread_of
from booking.reservations.selectors import seats_of
from booking.reservations.services.expire import expire_in_the_way
from booking.reservations.services.permit import Permit, ask_policy, overrule_policy, record_overruling
from booking.reservations.services.record import Changed, record_modification
from booking.reservations.services.reseat import let_go, sit_down
from booking.reservations.services.take_dates import refuse_without_share, short_of_share
from booking.reservations.states import SeatStatus
from booking.scheduling.models import Session
from booking.scheduling.selectors import current_run, scheduled_dates
from booking.scheduling.services import take_places
from booking.scheduling.states import SessionStatus

# What asks the policy, and what asks for notice.
Means = tuple[Permit, Permit]


@transactional
def swap_date(
    booking: Booking, *, session: str, to_session: str, actor: str, reason: str = "", now: datetime
) -> Changed:
    """Move what was booked in one session to another date of the offering; both by their references.

    Repeating it is quiet. Raises NotAllowed with the reasons when the policy forbids it, SoldOut when there are too few
    places, Invalid for a date that cannot be.
    """
    by = {"actor": actor, "reason": reason, "now": now}
    return _swap_date(booking, session=session, to_session=to_session, means=_BY_THE_RULES, **by)


@transactional
def overrule_swap_date(
    booking: Booking, *, session: str, to_session: str, actor: str, reason: str, now: datetime
) -> Changed:
    """The same for staff, who may go over policy and notice for a reason, and never over the places there are."""
    by = {"actor": actor, "reason": reason, "now": now}
    return _swap_date(booking, session=session, to_session=to_session, means=_OVER_THEM, **by)


@transactional
def swap_run(booking: Booking, *, actor: str, reason: str = "", now: datetime) -> Changed:
    """Move a booking of all dates of a run to the run that is open now, with as many places.

    Repeating it is quiet. Raises as `swap_date` does.
    """
    return _swap_run(booking, means=_BY_THE_RULES, actor=actor, reason=reason, now=now)


@transactional
def overrule_swap_run(booking: Booking, *, actor: str, reason: str, now: datetime) -> Changed:
    """The same for staff, who may go over policy and notice for a reason, and never over the places there are."""
    return _swap_run(booking, means=_OVER_THEM, actor=actor, reason=reason, now=now)


def _swap_date(
    booking: Booking, *, session: str, to_session: str, means: Means, actor: str, reason: str, now: datetime
) -> Changed:
    if booking.variant.scope in WHOLE:
        raise Invalid("This covers all dates of a run.", fields={"to_session": ["move the whole booking instead"]})
    target = open_date(booking, reference=to_session)
    left = {seat.session for seat in seats_of(booking) if session in ("", seat.session.reference)}
    rows = lock([booking, *left, target])
    booking, target = rows[booking], rows[target]
    seats = seats_of(booking)
    if is_moved_already(seats, session=session, target=to_session):
        return Changed(booking)
    moving = movable_seats(seats, session=session)
    permit, too_close = means
    warnings = permit(booking, moving, actor=actor, reason=reason, now=now)
    if any(seat.status != SeatStatus.RELEASED and seat.session_id == target.pk for seat in seats):
        raise Invalid("You have this date already.", fields={"to_session": ["is booked already"]})
    notice = too_close(booking, [target], actor=actor, reason=reason, now=now)
    _exchange(booking, [(moving, target)], actor=actor, reason=reason, now=now)
    return Changed(booking, (*warnings, *notice))


def _swap_run(booking: Booking, *, means: Means, actor: str, reason: str, now: datetime) -> Changed:
    if booking.variant.scope not in WHOLE:
        raise Invalid("This was booked by single dates.", fields={"to_session": ["name the date to move to"]})
    run = current_run(booking.offering)
    rows = lock([booking, *{seat.session for seat in seats_of(booking)}, *run])
    booking, targets = rows[booking], [rows[session] for session in run]
    seats = [seat for seat in current_seats(seats_of(booking)) if seat.status == SeatStatus.BOOKED]
    if {seat.session_id for seat in seats} <= {target.pk for target in targets}:
        return Changed(booking)
    permit, too_close = means
    warnings = permit(booking, seats, actor=actor, reason=reason, now=now)
    refuse_closed(targets, now=now)
    notice = too_close(booking, targets, actor=actor, reason=reason, now=now)
    threads = sorted({thread_of(seat): seat.session.starts_at for seat in seats}.items(), key=lambda pair: pair[1])
    if len(threads) != len(targets):
        raise Invalid(
            "The other run has another number of dates. Please ask the studio.", fields={"to_session": ["not as long"]}
        )
    moves = [
        ([seat for seat in seats if thread_of(seat) == thread], target)
        for (thread, _start), target in zip(threads, targets, strict=True)
    ]
    _exchange(booking, moves, actor=actor, reason=reason, now=now)
    return Changed(booking, (*warnings, *notice))


def open_date(booking: Booking, *, reference: str) -> Session:
    """A date of the booking's offering. Raises Invalid when there is none of that reference."""
    if kinds.get(booking.offering.kind).books == "slots":
        raise Invalid("This is booked by free times.", fields={"session": ["send starts_at"]})
    found = scheduled_dates(booking.offering, references=[reference])
    if not found:
        raise Invalid(fields={"session": ["is no date of this offering"]})
    return found[0]


def take_date(booking: Booking, target: Session, *, places: int, now: datetime) -> Session:
    """Count places as taken in a date, which must be locked. Raises SoldOut, Invalid for one that is not held."""
    refuse_closed([target], now=now)
    offering, share = booking.offering, {"kind": booking.participant_type, "wanted": places}
    is_short = target.places_left is not None and target.places_left < places
    if (is_short or short_of_share(offering, [target], **share)) and expire_in_the_way(
        session_ids=[target.pk], now=now
    ):
        target = Session.objects.get(pk=target.pk)
    refuse_without_share(offering, [target], **share)
    take_places([target], places=places)
    return target


def _exchange(
    booking: Booking,
    moves: Sequence[tuple[Sequence[Seat], Session]],
    *,
    actor: str,
    reason: str,
    now: datetime,
) -> None:
    """All or nothing. The sessions are locked."""
    before, after = [moving[0].session for moving, _target in moves], []
    for moving, target in moves:
        after.append(take_date(booking, target, places=len(moving), now=now))
        let_go(booking, moving, reason=reason or "moved to another date", now=now)
        sit_down(moving, session=target, now=now)
    record_modification(
        booking,
        kind=ModificationKind.RESCHEDULED,
        before=before,
        after=after,
        actor=actor,
        reason=reason,
        now=now,
    )


def refuse_closed(targets: Sequence[Session], *, now: datetime) -> None:
    """Raises Invalid for dates that were called off or have begun: nobody can go over that."""
    if any(target.status != SessionStatus.SCHEDULED for target in targets):
        raise Invalid("This date was called off.", fields={"to_session": ["was called off"]})
    if not targets or any(target.starts_at <= now for target in targets):
        raise Invalid("It has already begun.", fields={"to_session": ["can no longer be booked"]})


def refuse_too_close(
    booking: Booking, targets: Sequence[Session], *, actor: str, reason: str, now: datetime
) -> tuple[str, ...]:
    """Raises Invalid for dates within the notice that bookings need."""
    if too_close(booking, targets, now=now):
        raise Invalid("It has already begun or is too close.", fields={"to_session": ["can no longer be booked"]})
    return ()


def _overrule_notice(
    booking: Booking, targets: Sequence[Session], *, actor: str, reason: str, now: datetime
) -> tuple[str, ...]:
    """What is gone over, which the audit log keeps."""
    warnings = too_close(booking, targets, now=now)
    if warnings:
        record_overruling(booking, warnings=warnings, actor=actor, reason=reason, now=now)
    return warnings


def too_close(booking: Booking, targets: Sequence[Session], *, now: datetime) -> tuple[str, ...]:
    """That bookings need more notice than is left, in words; nothing when they do not."""
    hours = booking.offering.notice_hours
    is_close = any(target.starts_at <= now + timedelta(hours=hours) for target in targets)
    return (f"Bookings need {hours} hours of notice.",) if is_close else ()


_BY_THE_RULES: Means = (ask_policy, refuse_too_close)
_OVER_THEM: Means = (overrule_policy, _overrule_notice)
