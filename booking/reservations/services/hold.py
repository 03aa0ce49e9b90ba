from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from booking.billing.models import Order
from booking.billing.services import place_order
from booking.core.codes import hash_token, new_token
from booking.core.events import publish
from booking.core.models import EventRecord
from booking.core.rows import insert, insert_later, keep_at_hand, reserve_keys, update
from booking.core.sealing import seal
from booking.core.timezones import day_bounds
from booking.core.transactions import transactional
from booking.intake.services import submit_answers
from booking.offerings.kinds import registry as kinds
from booking.offerings.models.variants import WHOLE, PricePer
from booking.people.services import save_customer
from booking.pricing.rules import Quote
from booking.pricing.selectors import quote_for
from booking.pricing.services import take_uses
from booking.reservations.entry import participant_type_for
from booking.reservations.events import BookingHeld
from booking.reservations.models import Booking, Guest, Seat
from booking.reservations.selectors import TOKEN_PURPOSE
from booking.reservations.services.prepare import has_no_times, prepare
from booking.reservations.services.requests import BookingRequest, PlacedBooking, Taken
from booking.reservations.services.take_dates import take_sessions, take_sessions_anyway
from booking.reservations.services.take_times import take_times, take_times_anyway
from booking.reservations.states import BookingStatus, BookingType
from booking.scheduling.models import Session


def hold_booking(request: BookingRequest, *, now: datetime) -> PlacedBooking:
    """Reserve the places or times asked for during settings.HOLD_MINUTES; the first half of every booking.

    Raises Invalid for values that cannot be, SlotTaken and SoldOut when somebody was faster.
    """
    return hold_prepared(request, chosen=prepare(request, now=now), now=now)


@transactional
def hold_prepared(request: BookingRequest, *, chosen: list[Session], now: datetime) -> PlacedBooking:
    """Hold what `prepare` found nothing against; `chosen` is what it returned."""
    take = _TAKE[kinds.get(request.offering.kind).books]
    return _hold(request, chosen=chosen, take=take, now=now)


@transactional
def hold_anyway(request: BookingRequest, *, chosen: list[Session], now: datetime) -> PlacedBooking:
    """The same whatever the rules, for what `prepare_anyway` returned; says which rules the times go over."""
    take = _TAKE_ANYWAY[kinds.get(request.offering.kind).books]
    return _hold(request, chosen=chosen, take=take, now=now)


def _hold(
    request: BookingRequest, *, chosen: list[Session], take: Callable[..., Taken], now: datetime
) -> PlacedBooking:
    reserve_keys(Order, Booking, EventRecord)
    quote = request.offer or quote_for(request.sale(now=now))
    booking, token = _write_booking(request, quote=quote, sessions=_bought(request, chosen=chosen), now=now)
    taken = take(request, chosen, expires_at=booking.hold_expires_at, now=now)
    if taken.needs_approval:
        update(booking, {"type": BookingType.REQUEST})
    seats = [
        Seat(booking=booking, session=session, number=number)
        for session in taken.sessions
        for number in range(1, request.quantity + 1)
    ]
    insert_later(*seats)
    guests = [
        Guest(booking=booking, number=number, name=guest.name, email=guest.email, is_told=guest.is_told)
        for number, guest in enumerate(request.guests, start=2)
    ]
    insert_later(*guests)
    keep_at_hand(booking, "seats", seats)
    publish(BookingHeld(booking_id=booking.pk), now=now)
    if quote.claims:
        take_uses(quote.claims, variant=request.variant, customer=booking.customer, purchase=booking.reference, now=now)
    return PlacedBooking(booking, token, taken.warnings)


def _take_nothing(request: BookingRequest, chosen: list[Session], *, expires_at: datetime, now: datetime) -> Taken:
    """There is enough for everybody, and nobody to ask."""
    return Taken([], needs_approval=False)


_TAKE = {"slots": take_times, "sessions": take_sessions, "nothing": _take_nothing}
_TAKE_ANYWAY = {"slots": take_times_anyway, "sessions": take_sessions_anyway, "nothing": _take_nothing}


def _bought(request: BookingRequest, *, chosen: list[Session]) -> int:
    """How many sessions the price covers."""
    if has_no_times(request.offering):
        return 0
    if request.wish.is_weekly:
        return request.wish.bought(zone=request.zone)
    return len(chosen) if request.variant.scope in WHOLE else request.variant.sessions


def _choose_by(request: BookingRequest, *, now: datetime) -> datetime | None:
    """Until when what is left of it is chosen; lessons of a term only as long as that lasts."""
    if request.variant.price_per == PricePer.TERM:
        return day_bounds(request.offering.term_end, request.zone)[1]
    is_chosen = request.variant.valid_days and not has_no_times(request.offering)
    return now + timedelta(days=request.variant.valid_days) if is_chosen else None


def _write_booking(request: BookingRequest, *, quote: Quote, sessions: int, now: datetime) -> tuple[Booking, str]:
    offering, token = request.offering, new_token()
    submission = submit_answers(offering.form, request.answers, now=now) if offering.form else None
    customer = save_customer(
        name=request.name, email=request.email, phone=request.phone, timezone=request.timezone, now=now
    )
    order = place_order(customer, quote=quote, now=now)
    booking = Booking(
        token_hash=hash_token(token, purpose=TOKEN_PURPOSE),
        sealed_token=seal(token),
        status=BookingStatus.RESERVED,
        offering=offering,
        variant=request.variant,
        customer=customer,
        name=request.name,
        email=customer.email,
        phone=request.phone,
        order=order,
        submission=submission,
        quantity=request.quantity,
        has_uses=bool(quote.claims),
        participant_type=participant_type_for(request.variant, asked=request.participant_type),
        sessions_total=sessions,
        choose_by=_choose_by(request, now=now),
        timezone=request.timezone,
        language=request.language,
        source=request.source,
        connection=request.viewer.link,
        note=request.note,
        policy=offering.terms,
        created_at=now,
        hold_expires_at=now + timedelta(minutes=settings.HOLD_MINUTES),
    )
    insert(booking)
    return booking, token
