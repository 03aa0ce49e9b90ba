"""Paying for a booking with a vendor: what is to be paid, and telling the vendor of it."""

import logging
from collections.abc import Sequence
from datetime import datetime

from booking.billing.states import OrderStatus
from booking.core.errors import AlreadyDone
from booking.payments.facts import ProviderAway, ProviderRefused
from booking.payments.models import Payment
from booking.payments.selectors import available_providers, is_online, payments_of, waiting_online
from booking.payments.services import ask_payment, begin_payment
from booking.payments.states import PaymentStatus
from booking.reservations.models import Booking
from booking.reservations.states import BookingStatus

log = logging.getLogger(__name__)

_STANDING = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED)


def is_awaiting_payment(booking: Booking) -> bool:
    """Whether it is confirmed as soon as it is paid."""
    return booking.status == BookingStatus.RESERVED and is_online(booking.payment_provider)


def can_be_paid(booking: Booking, *, payments: Sequence[Payment]) -> bool:
    """Whether something is open on it that a vendor could carry out."""
    if booking.order.status != OrderStatus.OPEN:
        return False
    if is_awaiting_payment(booking):
        return True
    return booking.status in _STANDING and _online_for(booking) is not None


def payment_to_make(booking: Booking, *, now: datetime) -> Payment:
    """The payment that its customer is about to make: what is awaited, or all that is open; begun anew if it failed.

    Raises AlreadyDone when nothing is to be paid any more.
    """
    payments = payments_of(booking.order)
    waiting = waiting_online(payments)
    if is_awaiting_payment(booking) and waiting and waiting.status != PaymentStatus.FAILED:
        return waiting
    provider = waiting.provider if waiting else _online_for(booking)
    made = None
    if provider and can_be_paid(booking, payments=payments):
        made = ask_payment(booking.order, provider=provider, now=now)
    if made is None:
        raise AlreadyDone("There is nothing to pay any more.")
    made.order, made.organization = booking.order, booking.organization
    return made


def begin_quietly(booking: Booking, *, now: datetime) -> bool:
    """Tell the vendor what is about to be paid; False when it cannot be told now. The pay page tries again."""
    try:
        begin_payment(payment_to_make(booking, now=now), now=now)
    except (ProviderAway, ProviderRefused, AlreadyDone) as refusal:
        log.warning("payment of booking %s not begun: %s", booking.reference, refusal.detail)
        return False
    return True


def _online_for(booking: Booking) -> str | None:
    known = available_providers(booking.offering, total=booking.order.total_money)
    return next((provider.name for provider in known if is_online(provider.name)), None)
