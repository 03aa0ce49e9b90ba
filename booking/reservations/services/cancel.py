from collections.abc import Sequence
from datetime import datetime

from booking.billing.services import reduce_order, void_order
from booking.core.errors import NotAllowed
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.money import Money
from booking.core.transactions import transactional
from booking.payments.selectors import payments_of
from booking.payments.services import lower_payment, refund_order, void_open_payments
from booking.reservations.events import BookingCancelled
from booking.reservations.leniency import counted_by
from booking.reservations.models import Booking, Seat
from booking.reservations.rules import CancelPreview
from booking.reservations.selectors import preview_cancel_of, seats_of
from booking.reservations.services.ask_for_fee import ask_for_fee
from booking.reservations.services.give_back import give_back
from booking.reservations.services.move import move_booking
from booking.reservations.services.spare import note_spared
from booking.reservations.shares import all_to_come, is_all, reduction_of, terms_of
from booking.reservations.states import BookingStatus


@transactional
def cancel_booking(booking: Booking, *, actor: str, reason: str = "", now: datetime) -> Booking:
    """End a booking by the policy it was made under: free its places, refund and charge what the preview says.

    Quiet when it is cancelled already. Raises NotAllowed with the reasons when the policy forbids it.
    """
    booking = lock([booking.order, booking, *counted_by(booking)])[booking]
    if booking.status == BookingStatus.CANCELLED:
        return booking
    seats = seats_of(booking)
    preview = preview_cancel_of(booking, seats=seats, payments=payments_of(booking.order), now=now)
    if not preview.allowed:
        raise NotAllowed(" ".join(preview.reasons), reasons=list(preview.reasons))
    leaving = all_to_come(booking, seats, now=now)
    reduction = reduction_of(booking, policy=terms_of(booking), seats=seats, leaving=leaving, now=now)
    end_booking(booking, seats=seats, effect=(preview, reduction), actor=actor, reason=reason, now=now)
    return booking


def end_booking(
    booking: Booking,
    *,
    seats: Sequence[Seat],
    effect: tuple[CancelPreview, Money],
    actor: str,
    reason: str,
    now: datetime,
) -> None:
    """Give up all that is to come, and settle by the effect. Order and booking must be locked."""
    preview, reduction = effect
    leaving = all_to_come(booking, seats, now=now)
    settle = settle_all if is_all(booking, seats, leaving=leaving) else settle_part
    note_spared(booking, seats, leaving=leaving, preview=preview, now=now)
    if move_booking(booking, to=BookingStatus.CANCELLED, actor=actor, now=now, reason=reason):
        give_back(booking)
        settle(booking, preview=preview, reduction=reduction, actor=actor, now=now)
        publish(BookingCancelled(booking_id=booking.pk, actor=actor), now=now)


def settle_part(booking: Booking, *, preview: CancelPreview, reduction: Money, actor: str, now: datetime) -> None:
    """Take what is given up off the order, give back what was paid for it, and ask for no more than is left."""
    order = booking.order
    if preview.refund:
        refund_order(order, amount=preview.refund, reason=f"part of {booking.reference} cancelled", now=now)
    if reduction:
        reduce_order(order, by=reduction, description=f"Part of {booking.reference} cancelled", now=now)
    lower_payment(order, actor=actor, now=now)


def settle_all(booking: Booking, *, preview: CancelPreview, reduction: Money, actor: str, now: datetime) -> None:
    """Ask for nothing any more but the fee that what was paid does not cover."""
    order = booking.order
    void_open_payments(order, actor=actor, now=now)
    void_order(order, now=now)
    if preview.refund:
        refund_order(order, amount=preview.refund, reason=f"{booking.reference} cancelled", now=now)
    if preview.still_due:
        ask_for_fee(booking, fee=preview.still_due, wording=f"Late cancellation of {booking.reference}", now=now)
