"""Holding once per form, however often it is sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction

from booking.checkout.state import Filling
from booking.core.errors import AlreadyDone, Malformed, SlotTaken, SoldOut
from booking.core.gate import fold_identity
from booking.core.idempotency import fingerprint, once
from booking.core.rows import select
from booking.core.transactions import transactional
from booking.pricing.errors import CodeRefused, PriceChanged
from booking.reservations.models import Booking
from booking.reservations.selectors import booking_by_token
from booking.reservations.services import (
    BookingRequest,
    PlacedBooking,
    confirm_booking,
    expire_booking,
    hold_booking,
)
from booking.reservations.states import BookingStatus

_MOST_CORRECTIONS = 20


@transactional
def hold_once(filling: Filling, *, request: BookingRequest, now: datetime) -> Filling:
    """The filling with its hold. The same form sent twice is one hold; a corrected one replaces the hold before it.

    Raises what `hold_booking` raises, AlreadyDone when the booking was confirmed and then sent with other details.
    """
    held, _booking = _held(filling, request=request, now=now)
    return held


@transactional
def book_once(
    filling: Filling, *, request: BookingRequest, provider: str, actor: str, now: datetime, code: str = ""
) -> Filling:
    """The filling with its booking, held and confirmed in one step; sent twice it is one booking.

    Raises what `hold_once` and `confirm_booking` raise; then nothing is kept.
    """
    held, booking = _held(filling, request=request, now=now)
    booking = booking or booking_by_token(held.reference, held.secret)
    confirm_booking(booking, provider=provider, code=code, actor=actor, now=now)
    return held


def _held(filling: Filling, *, request: BookingRequest, now: datetime) -> tuple[Filling, Booking | None]:
    """The filling with its hold, and the booking where it was made just now."""
    wanted = fingerprint(
        [
            *(request.name, request.email, request.phone, request.answers, request.starts_at, request.sessions),
            *(request.participant_type, request.note, [[who.name, who.email, who.is_told] for who in request.guests]),
            request.coupon,
        ]
    )
    made: list[Booking] = []
    earlier: Mapping[str, str] = {}
    for correction in range(_MOST_CORRECTIONS):
        held = once(
            "checkout.hold",
            key=f"{filling.nonce}.{correction}",
            body=None,
            now=now,
            produce=partial(_hold, request, earlier=earlier, wanted=wanted, made=made, now=now),
        )
        if made or (held["wanted"] == wanted and _still_stands(held["reference"], now=now)):
            return replace(filling, reference=held["reference"], secret=held["secret"]), made[0] if made else None
        earlier = held
    raise Malformed("This form was changed very often. Please choose again.")


def _hold(
    request: BookingRequest, *, earlier: Mapping[str, str], wanted: str, made: list[Booking], now: datetime
) -> dict[str, str]:
    if earlier:
        _give_up(earlier["reference"], now=now)
    placed = _hold_or_take_over(request, now=now)
    made.append(placed.booking)
    return {"wanted": wanted, "reference": placed.booking.reference, "secret": placed.token}


def _hold_or_take_over(request: BookingRequest, *, now: datetime) -> PlacedBooking:
    """Somebody who went back and started over must not be kept out by their own first hold."""
    try:
        with transaction.atomic():
            return hold_booking(request, now=now)
    except (SlotTaken, SoldOut, CodeRefused, PriceChanged):
        own = Booking.objects.filter(
            offering=request.offering,
            status=BookingStatus.RESERVED,
            source=request.source,
            email=fold_identity(request.email),
            name=request.name,
        )
        if not own.exists():
            raise
        for booking in own:
            expire_booking(booking, now=now)
        return hold_booking(request, now=now)


def _give_up(reference: str, *, now: datetime) -> None:
    booking = Booking.objects.get(reference=reference)
    if booking.status == BookingStatus.RESERVED:
        expire_booking(booking, now=now)
    if booking.status == BookingStatus.REQUESTED:
        raise AlreadyDone("This request is sent. Its link is in the mail we sent; to ask for more, choose again.")
    if booking.status == BookingStatus.CONFIRMED:
        raise AlreadyDone("This booking is confirmed. Its link is in the mail we sent; to book again, choose again.")


def _still_stands(reference: str, *, now: datetime) -> bool:
    (booking,) = select(Booking, {"reference": reference})
    if booking.status == BookingStatus.RESERVED:
        return booking.hold_expires_at > now
    return booking.status != BookingStatus.EXPIRED
