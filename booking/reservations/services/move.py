"""The one path for every change of status: checks, stamps, audits."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from booking.audit.services import record_change
from booking.core.errors import AlreadyDone
from booking.core.events import publish
from booking.core.rows import update
from booking.core.transactions import require_transaction
from booking.reservations.events import SeatNoted
from booking.reservations.models import Booking, Fee, Seat
from booking.reservations.states import (
    BOOKING_MOVES,
    ENDED,
    FEE_MOVES,
    SEAT_CORRECTIONS,
    SEAT_MOVES,
    BookingStatus,
    FeeStatus,
    SeatStatus,
)
from booking.scheduling.models import Session

_STANDING = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS)


def move_booking(
    booking: Booking,
    *,
    to: BookingStatus,
    actor: str,
    now: datetime,
    reason: str = "",
    only_where: Mapping[str, object] | None = None,
    moves: Mapping[str, Set[str]] = BOOKING_MOVES,
    **also: object,
) -> bool:
    """Move to a status; False when it is there already. Raises AlreadyDone when the move is not allowed any more.

    `also` are further columns that change with the status, `only_where` further values that it must still have, `moves`
    the table of what is allowed.

    The update names the status it starts from, so of two that race one wins and the other sees what happened.
    """
    require_transaction()
    values = {"status": to, **_stamps(to, now=now, reason=reason), **also}
    was = booking.status
    if to not in moves[was] or not update(booking, values, where={**(only_where or {}), "status": was}):
        # Somebody was faster, or the attempt before this one, rolled back since, left its status on the object.
        booking.refresh_from_db(fields=["status"])
        was = booking.status
        if was == to:
            return False
        if to not in moves[was] or not update(booking, values, where={**(only_where or {}), "status": was}):
            raise AlreadyDone(f"This booking is {was.replace('_', ' ')}.", booking_status=was)
    record_change(
        actor=actor,
        action=f"booking.{to}",
        subject_type="booking",
        subject_reference=booking.reference,
        now=now,
        reason=reason,
        changes={"status": [was, to]},
    )
    return True


def _stamps(to: BookingStatus, *, now: datetime, reason: str) -> dict[str, object]:
    if to == BookingStatus.REQUESTED:
        return {"requested_at": now}
    if to == BookingStatus.CONFIRMED:
        return {"confirmed_at": now, "hold_expires_at": None}
    if to in ENDED:
        return {"ended_at": now, "end_reason": reason, "hold_expires_at": None}
    return {}


def note_seat(seat: Seat, *, to: SeatStatus, actor: str, now: datetime, reason: str = "") -> bool:
    """Note at the desk what became of a place, or put right what was noted; False when it says so already.

    Raises AlreadyDone when that can no longer be.
    """
    require_transaction()
    seat.refresh_from_db(fields=["status"])
    was = seat.status
    if was == to:
        return False
    possible = to in SEAT_MOVES[was] or to in SEAT_CORRECTIONS[was]
    if not possible or not update(seat, {"status": to}, where={"status": was}):
        raise AlreadyDone(f"This place is {was.replace('_', ' ')}.", status=was)
    record_change(
        actor=actor,
        action=f"seat.{to}",
        subject_type="booking",
        subject_reference=seat.booking.reference,
        now=now,
        reason=reason,
        changes={"session": seat.session.reference, "place": seat.number, "status": [was, to]},
    )
    publish(SeatNoted(seat_id=seat.pk, status=to), now=now)
    return True


def settle_seats(session: Session, *, moves: Mapping[SeatStatus, SeatStatus], now: datetime) -> None:
    """Move all places of a session that is over at once: there may be thousands, and nobody decided on each."""
    require_transaction()
    counted = {}
    for was, to in moves.items():
        if to not in SEAT_MOVES[was]:
            raise ValueError(f"a place that is {was} does not become {to}")
        standing = Seat.objects.filter(session=session, status=was, booking__status__in=_STANDING)
        counted[was] = standing.update(status=to)
    record_change(
        actor="system",
        action="session.completed",
        subject_type="session",
        subject_reference=session.reference,
        now=now,
        changes={f"{was} to {moves[was]}": count for was, count in counted.items() if count},
    )


def move_fee(fee: Fee, *, to: FeeStatus, actor: str, now: datetime, reason: str = "", **also: object) -> None:
    """Move to a status, with `also` further columns. The fee must be locked. Raises AlreadyDone if it cannot be."""
    require_transaction()
    was = fee.status
    values = {"status": to, "reason": reason[:300], **also}
    if to not in FEE_MOVES[was] or not update(fee, values, where={"status": was}):
        raise AlreadyDone(f"This fee is {was}.", status=was)
    record_change(
        actor=actor,
        action=f"fee.{to}",
        subject_type="booking",
        subject_reference=fee.booking.reference,
        now=now,
        reason=reason,
        changes={"fee": [fee.reference, str(fee.money)], "status": [was, to]},
    )


def release_seats(booking: Booking) -> dict[int, int]:
    """Give up all seats that still take a place; how many by session id."""
    require_transaction()
    released: dict[int, int] = {}
    giving_up = [status for status, moves in SEAT_MOVES.items() if SeatStatus.RELEASED in moves]
    for seat in Seat.objects.filter(booking=booking, status__in=giving_up):
        released[seat.session_id] = released.get(seat.session_id, 0) + 1
    Seat.objects.filter(booking=booking, status__in=giving_up).update(status=SeatStatus.RELEASED)
    return released


def release_these(seats: Sequence[Seat], *, reason: str, now: datetime) -> None:
    """Give up seats of a booking that goes on without them, and keep when and why."""
    require_transaction()
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(
        status=SeatStatus.RELEASED, released_at=now, release_reason=reason[:300]
    )
