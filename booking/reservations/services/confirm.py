from datetime import datetime
from functools import partial

from booking.core.errors import AlreadyDone, Invalid, SlotTaken
from booking.core.events import publish
from booking.core.transactions import transactional
from booking.offerings.kinds import registry as kinds
from booking.payments.prepaid import prepaid_provider
from booking.payments.selectors import available_providers, is_online, ways_to_pay
from booking.payments.services import pay_from_wallet, start_payment
from booking.reservations.events import BookingConfirmed
from booking.reservations.models import Booking, Seat
from booking.reservations.services.agree_plan import agree_plan
from booking.reservations.services.await_payment import await_payment, choose_again, is_paid_first
from booking.reservations.services.hand_out import hand_out_credits
from booking.reservations.services.move import move_booking
from booking.reservations.services.request import request_booking
from booking.reservations.states import BookingStatus, BookingType
from booking.scheduling.services import keep_session


def confirm_booking(booking: Booking, *, provider: str, actor: str, now: datetime, code: str = "") -> Booking:
    """Turn a hold into a confirmed booking with a payment on its way, or into a request where somebody has to approve.

    What a vendor carries out has to be paid first: it stays reserved meanwhile, for longer. `code` is that of a wallet,
    for ways to pay from one: it is paid at once, or nothing is confirmed.

    Repeating it is quiet. A hold that ran out and that nobody took over still confirms: its places are still its own.
    Raises SlotTaken when they went to somebody else, Invalid for a way to pay that the offering does not take,
    NotEnoughCredits.
    """
    how = {"provider": provider, "earlier": booking.payment_provider, "code": code}
    return _finish(booking, **how, actor=actor, now=now)


@transactional
def _finish(booking: Booking, *, provider: str, earlier: str, code: str, actor: str, now: datetime) -> Booking:
    """`earlier` is what was chosen before, as it was before anything here has changed it."""
    _check_provider(booking, provider=provider)
    if earlier not in ("", provider) and booking.status == BookingStatus.RESERVED:
        choose_again(booking, actor=actor, now=now)
    finish = partial(_confirm, code=code)
    if booking.type == BookingType.REQUEST and booking.requested_at is None:
        finish = request_booking
    elif is_paid_first(booking.order, provider=provider):
        finish = await_payment
    try:
        finish(booking, provider=provider, actor=actor, now=now)
    except AlreadyDone as refusal:
        if booking.status == BookingStatus.EXPIRED:
            raise SlotTaken("The time we held for you ran out and was given back. Please choose again.") from refusal
        raise
    return booking


def _confirm(booking: Booking, *, provider: str, code: str, actor: str, now: datetime) -> None:
    if move_booking(booking, to=BookingStatus.CONFIRMED, actor=actor, now=now, payment_provider=provider):
        if kinds.get(booking.offering.kind).books == "slots":
            keep_session(set(Seat.objects.filter(booking=booking).values_list("session_id", flat=True)))
        _pay(booking, provider=provider, code=code, actor=actor, now=now)
        publish(BookingConfirmed(booking_id=booking.pk), now=now)
        if booking.variant.credits:
            hand_out_credits(booking, now=now)


def _pay(booking: Booking, *, provider: str, code: str, actor: str, now: datetime) -> None:
    prepaid = prepaid_provider(provider)
    if prepaid is None:
        start_payment(booking.order, provider=provider, now=now)
        agree_plan(booking, provider=provider, now=now)
        return
    others = available_providers(booking.offering, total=booking.order.total_money)
    how = {"code": code, "rest": next((known.name for known in others if not is_online(known.name)), "")}
    pay_from_wallet(booking.order, provider=prepaid, variant=booking.variant, **how, actor=actor, now=now)


def _check_provider(booking: Booking, *, provider: str) -> None:
    offering, total = booking.offering, booking.order.total_money
    ways = ways_to_pay(booking.variant, offering=offering, total=total)
    if booking.type == BookingType.REQUEST:
        # Nobody knows what will be left when it is approved.
        ways = available_providers(offering, total=total)
    names = [known.name for known in ways]
    if provider not in names:
        raise Invalid("Choose a way to pay.", fields={"payment.provider": [f"one of: {', '.join(names) or 'none'}"]})
