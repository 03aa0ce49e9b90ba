"""Giving up a part of a booking: a session, that and all that follow, or the place of one person (BKG-8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from booking.core.errors import NotAllowed
from booking.core.locks import lock
from booking.core.money import Money
from booking.core.transactions import transactional
from booking.payments.selectors import payments_of
from booking.reservations.leniency import counted_by
from booking.reservations.models import Booking, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.rules import GENEROUS, CancelPreview
from booking.reservations.seating import Part, is_given_up
from booking.reservations.selectors import seats_of
from booking.reservations.services.cancel import end_booking, settle_part
from booking.reservations.services.permit import record_overruling, require_reason
from booking.reservations.services.record import Changed, record_modification
from booking.reservations.services.reseat import let_go
from booking.reservations.services.spare import note_spared
from booking.reservations.shares import Leaving, all_to_come, part_of, preview_giving_up, reduction_of, terms_of
from booking.reservations.states import ENDED


@transactional
def cancel_part(booking: Booking, *, part: Part, actor: str, reason: str = "", now: datetime) -> Changed:
    """Give up a part by the policy that was agreed to; the booking ends when nothing to come is left of it.

    Quiet for a booking that has ended. Raises NotAllowed with the reasons when the policy forbids it, Invalid for a
    part that it does not have.
    """
    return _cancel_part(booking, part=part, terms=None, actor=actor, reason=reason, now=now)


@transactional
def waive_part(booking: Booking, *, part: Part, actor: str, reason: str, now: datetime) -> Changed:
    """The same for staff who let somebody off: all that was paid for it goes back, and there is no fee.

    The warnings and the audit log say what the policy would have kept. Raises Invalid without a reason.
    """
    require_reason(reason)
    changed = _cancel_part(booking, part=part, terms=GENEROUS, actor=actor, reason=reason, now=now)
    if changed.warnings:
        record_overruling(changed.booking, warnings=changed.warnings, actor=actor, reason=reason, now=now)
    return changed


def _cancel_part(
    booking: Booking, *, part: Part, terms: Mapping[str, object] | None, actor: str, reason: str, now: datetime
) -> Changed:
    booking = lock([booking.order, booking, *counted_by(booking)])[booking]
    seats = seats_of(booking)
    if booking.status in ENDED or is_given_up(seats, part=part):
        return Changed(booking)
    leaving = part_of(booking, seats, part=part, now=now)
    if not leaving.seats and not leaving.credits:
        raise NotAllowed("It has already begun.", reasons=["It has already begun."])
    agreed = _effect(booking, policy=terms_of(booking), seats=seats, leaving=leaving, now=now)
    effect = agreed if terms is None else _effect(booking, policy=terms, seats=seats, leaving=leaving, now=now)
    preview, reduction = effect
    if not preview.allowed:
        raise NotAllowed(" ".join(preview.reasons), reasons=list(preview.reasons))
    if leaving == all_to_come(booking, seats, now=now):
        end_booking(booking, seats=seats, effect=effect, actor=actor, reason=reason, now=now)
    else:
        note_spared(booking, seats, leaving=leaving, preview=preview, now=now)
        let_go(booking, leaving.seats, reason=reason or "given up", now=now)
        settle_part(booking, preview=preview, reduction=reduction, actor=actor, now=now)
        _record(booking, leaving.seats, preview=preview, actor=actor, reason=reason, now=now)
    return Changed(booking, _gone_over(agreed[0], preview))


def _effect(
    booking: Booking,
    *,
    policy: Mapping[str, object],
    seats: Sequence[Seat],
    leaving: Leaving,
    now: datetime,
) -> tuple[CancelPreview, Money]:
    asked = {"policy": policy, "seats": seats, "leaving": leaving, "now": now}
    return preview_giving_up(booking, **asked, payments=payments_of(booking.order)), reduction_of(booking, **asked)


def _record(
    booking: Booking, leaving: Sequence[Seat], *, preview: CancelPreview, actor: str, reason: str, now: datetime
) -> None:
    sessions = list({seat.session_id: seat.session for seat in leaving}.values())
    record_modification(
        booking,
        kind=ModificationKind.GIVEN_UP,
        before=sessions,
        after=[],
        money={"refund": str(preview.refund), "fee": str(preview.fee)},
        actor=actor,
        reason=reason,
        now=now,
    )


def _gone_over(agreed: CancelPreview, done: CancelPreview) -> tuple[str, ...]:
    if (agreed.refund, agreed.fee) == (done.refund, done.fee):
        return ()
    return (f"The policy gives back {agreed.refund} and asks for a fee of {agreed.fee}.",)
