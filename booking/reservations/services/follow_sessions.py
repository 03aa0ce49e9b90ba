"""What becomes of bookings when the studio changes a date: they go along, may be given back freely, or are refunded.

All of it happens in the transaction of the change, and their rows are locked with the dates (`scheduling.companions`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Model

from booking.billing.services import void_order
from booking.core.events import on
from booking.payments.selectors import payments_of
from booking.payments.services import void_open_payments
from booking.reservations.models import Booking, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.rules import GENEROUS
from booking.reservations.seating import progress_of
from booking.reservations.selectors import GONE, seats_of
from booking.reservations.services.cancel import settle_part
from booking.reservations.services.expire import expire_booking
from booking.reservations.services.move import move_booking
from booking.reservations.services.record import keep_modification, noted
from booking.reservations.services.reseat import let_go
from booking.reservations.shares import Leaving, preview_giving_up, reduction_of
from booking.reservations.states import ENDED, BookingStatus
from booking.scheduling.companions import lock_along
from booking.scheduling.events import SessionCalledOff, SessionMoved, SessionRestaffed
from booking.scheduling.models import Session

Change = SessionMoved | SessionRestaffed | SessionCalledOff


@lock_along
def rows_of_bookings(session_ids: list[int]) -> list[Model]:
    """The bookings that have places in these sessions, and what they owe."""
    seats = Seat.objects.filter(session__in=session_ids).exclude(status__in=GONE)
    bookings = Booking.objects.filter(pk__in=seats.values("booking_id")).exclude(status__in=ENDED)
    return [row for booking in bookings.select_related("order") for row in (booking.order, booking)]


@on(SessionMoved)
def follow_move(event: SessionMoved) -> None:
    """Bookings move along. What was only held for a checkout was held for another time, and is given up."""
    session = Session.objects.select_related("offering").get(pk=event.session_id)
    now, was_at = datetime.fromisoformat(event.happened_at), datetime.fromisoformat(event.was_at)
    after = noted(session)
    before = {**after, "start": event.was_at, "end": (was_at + (session.ends_at - session.starts_at)).isoformat()}
    for booking, seats in _booked(session):
        if booking.status == BookingStatus.RESERVED:
            expire_booking(booking, now=now)
        else:
            _mark(seats)
            changes = {"from": [before], "to": [after]}
            _keep(booking, event, kind=ModificationKind.DATE_MOVED, changes=changes)


@on(SessionRestaffed)
def follow_restaffing(event: SessionRestaffed) -> None:
    """Bookings stay; who would not have booked it like that may give it back."""
    session = Session.objects.select_related("offering").get(pk=event.session_id)
    for booking, seats in _booked(session):
        _mark(seats)
        if booking.status != BookingStatus.RESERVED:
            changes = {"from": [noted(session)], "to": [noted(session)]}
            _keep(booking, event, kind=ModificationKind.DATE_RESTAFFED, changes=changes)


@on(SessionCalledOff)
def follow_calling_off(event: SessionCalledOff) -> None:
    """Places are given up and their share of the price goes back; a booking with nothing else ends."""
    session = Session.objects.select_related("offering").get(pk=event.session_id)
    now = datetime.fromisoformat(event.happened_at)
    for booking, seats in _booked(session):
        if booking.status == BookingStatus.RESERVED:
            expire_booking(booking, now=now)
            continue
        changes = {"from": [noted(session)], "to": []}
        _keep(booking, event, kind=ModificationKind.DATE_CALLED_OFF, changes=changes)
        _take_off(booking, seats=seats, actor=event.actor, now=now)
        _mark(seats)
        let_go(booking, seats, reason=event.reason or "called off", now=now)
        if not _has_more(booking):
            move_booking(
                booking, to=BookingStatus.CANCELLED, actor=event.actor, now=now, reason=event.reason or "called off"
            )
            void_open_payments(booking.order, actor=event.actor, now=now)
            void_order(booking.order)


def _booked(session: Session) -> Iterator[tuple[Booking, list[Seat]]]:
    """Bookings with the places they have in the session, each freshly read; ended ones have none."""
    seats = Seat.objects.filter(session=session).exclude(status__in=GONE).exclude(booking__status__in=ENDED)
    by_booking: dict[int, list[Seat]] = {}
    bookings: dict[int, Booking] = {}
    for seat in seats.select_related("booking__order", "booking__offering", "booking__variant").order_by(
        "booking", "pk"
    ):
        booking = bookings.setdefault(seat.booking_id, seat.booking)
        seat.booking, seat.session = booking, session
        by_booking.setdefault(seat.booking_id, []).append(seat)
    for booking_id, own in by_booking.items():
        yield bookings[booking_id], own


def _mark(seats: Iterable[Seat]) -> None:
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(changed_by_studio=True)


def _keep(booking: Booking, event: Change, *, kind: ModificationKind, changes: dict[str, list]) -> None:
    now = datetime.fromisoformat(event.happened_at)
    keep_modification(booking, kind=kind, changes=changes, actor=event.actor, reason=event.reason, now=now)


def _take_off(booking: Booking, *, seats: list[Seat], actor: str, now: datetime) -> None:
    """The date's share of the price is not owed, and what was paid for it goes back in full."""
    asked = {"policy": GENEROUS, "seats": seats_of(booking), "leaving": Leaving(seats), "now": now}
    preview = preview_giving_up(booking, **asked, payments=payments_of(booking.order))
    settle_part(booking, preview=preview, reduction=reduction_of(booking, **asked), actor=actor, now=now)


def _has_more(booking: Booking) -> bool:
    """Whether anything of the booking has taken place, is still to come or to be chosen, or has its own calling off."""
    kept = Seat.objects.filter(booking=booking).exclude(status__in=GONE).exists()
    return kept or progress_of(booking, seats_of(booking)).left > 0
