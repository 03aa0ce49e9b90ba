"""What becomes of bookings when the studio changes a date: they go along, and may be given back freely.

All of it happens in the transaction of the change, and their rows are locked with the dates (`scheduling.companions`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Model, QuerySet

from booking.core.events import on
from booking.reservations.models import Booking, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.selectors import GONE
from booking.reservations.services.expire import expire_booking
from booking.reservations.services.record import keep_modification, noted
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
    for booking, seats in booked_in(session):
        if booking.status == BookingStatus.RESERVED:
            expire_booking(booking, now=now)
        else:
            mark_changed(seats)
            changes = {"from": [before], "to": [after]}
            keep_change(booking, event, kind=ModificationKind.DATE_MOVED, changes=changes)


@on(SessionRestaffed)
def follow_restaffing(event: SessionRestaffed) -> None:
    """Bookings stay; who would not have booked it like that may give it back."""
    session = Session.objects.select_related("offering").get(pk=event.session_id)
    for booking, seats in booked_in(session):
        mark_changed(seats)
        if booking.status != BookingStatus.RESERVED:
            changes = {"from": [noted(session)], "to": [noted(session)]}
            keep_change(booking, event, kind=ModificationKind.DATE_RESTAFFED, changes=changes)


def standing_in(session: Session) -> QuerySet[Seat]:
    """The places that bookings which have not ended still have in it; in no order."""
    return Seat.objects.filter(session=session).exclude(status__in=GONE).exclude(booking__status__in=ENDED)


def booked_in(session: Session, *, booking: Booking | None = None) -> Iterator[tuple[Booking, list[Seat]]]:
    """Bookings with the places they have in the session, each freshly read; ended ones have none. All, or one."""
    seats = standing_in(session)
    seats = seats.filter(booking=booking) if booking else seats
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


def mark_changed(seats: Iterable[Seat]) -> None:
    """They may be given back freely from now on."""
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(changed_by_studio=True)


def keep_change(booking: Booking, event: Change, *, kind: ModificationKind, changes: dict[str, list]) -> None:
    """Write down what became of it."""
    now = datetime.fromisoformat(event.happened_at)
    keep_modification(booking, kind=kind, changes=changes, actor=event.actor, reason=event.reason, now=now)
