"""What becomes of bookings in a date that is called off: its share of the price goes back, who has nothing else ends.

A few end in the transaction of the change. Where there are many the date alone is off at once, and the worker ends them
piece by piece, so that nobody waits for a lock on all of them.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from booking.billing.services import void_order
from booking.core.events import on, publish
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.payments.selectors import payments_of
from booking.payments.services import void_open_payments
from booking.reservations.events import EndingsDue
from booking.reservations.models import Booking, CallingOff, Modification, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.rules import GENEROUS
from booking.reservations.seating import progress_of
from booking.reservations.selectors import GONE, seats_of
from booking.reservations.services.cancel import settle_part
from booking.reservations.services.expire import expire_booking
from booking.reservations.services.follow_sessions import booked_in, keep_change, mark_changed, standing_in
from booking.reservations.services.move import move_booking
from booking.reservations.services.record import noted
from booking.reservations.services.reseat import let_go
from booking.reservations.shares import Leaving, preview_giving_up, reduction_of
from booking.reservations.states import BookingStatus
from booking.scheduling.events import SessionCalledOff
from booking.scheduling.models import Session

log = logging.getLogger(__name__)


@on(SessionCalledOff)
def follow_calling_off(event: SessionCalledOff) -> None:
    """At once if they are few, with those of other dates that are called off in the same breath."""
    session = Session.objects.select_related("offering").get(pk=event.session_id)
    moment = datetime.fromisoformat(event.happened_at)
    several = standing_in(session).values("booking").distinct().count()
    done = Modification.objects.filter(kind=ModificationKind.DATE_CALLED_OFF, at=moment).count() if several else 0
    if done + several > settings.MOST_BOOKINGS_AT_ONCE:
        _put_off(event, session=session, bookings=several, now=moment)
        return
    for booking, seats in booked_in(session):
        _end_in(session, booking=booking, seats=seats, event=event, now=moment)


@transactional
def end_some(calling_off: CallingOff, *, after_booking: int, now: datetime) -> list[Modification]:
    """End the next of the bookings in a date that is off, each with all its dates that went off with it.

    Returns what was changed, the first of each booking, for telling. The row is gone when all have ended; until then
    the next are announced. Raises what the last one failed with when none could be ended.
    """
    standing = standing_in(calling_off.session).order_by("booking")
    some = settings.BOOKINGS_ENDED_AT_A_TIME
    later = list(standing.filter(booking__gt=after_booking).values_list("booking", flat=True).distinct()[:some])
    # Those that could not be ended when it was their turn come again when the others are through.
    ids = later or list(standing.values_list("booking", flat=True).distinct()[:some])
    if not ids:
        calling_off.delete()
        return []
    changed, failed = [], None
    for booking in Booking.objects.filter(pk__in=ids).select_related("order").order_by("pk"):
        try:
            with transaction.atomic():
                changed += _end_everywhere(booking, calling_off=calling_off, now=now)
        except Exception as error:
            log.exception("%s could not be ended", booking)
            failed = error
    if failed and not changed:
        raise failed
    publish(EndingsDue(calling_off_id=calling_off.pk, after_booking=ids[-1]), now=now)
    return changed


def _put_off(event: SessionCalledOff, *, session: Session, bookings: int, now: datetime) -> None:
    calling_off = CallingOff.objects.create(
        session=session, actor=event.actor, reason=event.reason, at=now, bookings=bookings
    )
    # Whoever gives it up before their turn has all of it back too.
    standing_in(session).update(changed_by_studio=True)
    publish(EndingsDue(calling_off_id=calling_off.pk, after_booking=0), now=now)


def _end_everywhere(booking: Booking, *, calling_off: CallingOff, now: datetime) -> list[Modification]:
    """In all dates that were called off at that moment, so that the customer hears of it once."""
    lock([booking.order, booking])
    together = Session.objects.filter(calling_off__at=calling_off.at, seats__booking=booking)
    for session in together.select_related("offering").distinct().order_by("pk"):
        event = SessionCalledOff(session.pk, calling_off.actor, calling_off.reason, now.isoformat())
        for fresh, seats in booked_in(session, booking=booking):
            _end_in(session, booking=fresh, seats=seats, event=event, now=now)
    kept = Modification.objects.filter(booking=booking, kind=ModificationKind.DATE_CALLED_OFF, at=now)
    return list(kept.select_related("booking").order_by("pk")[:1])


def _end_in(session: Session, *, booking: Booking, seats: list[Seat], event: SessionCalledOff, now: datetime) -> None:
    """Give up a booking's places in the date; what was only held for a checkout is gone without a word."""
    if booking.status == BookingStatus.RESERVED:
        expire_booking(booking, now=now)
        return
    changes = {"from": [noted(session)], "to": []}
    keep_change(booking, event, kind=ModificationKind.DATE_CALLED_OFF, changes=changes)
    _take_off(booking, seats=seats, actor=event.actor, now=now)
    mark_changed(seats)
    reason = event.reason or "called off"
    let_go(booking, seats, reason=reason, now=now)
    if not _has_more(booking):
        move_booking(booking, to=BookingStatus.CANCELLED, actor=event.actor, now=now, reason=reason)
        void_open_payments(booking.order, actor=event.actor, now=now)
        void_order(booking.order, now=now)


def _take_off(booking: Booking, *, seats: list[Seat], actor: str, now: datetime) -> None:
    """The date's share of the price is not owed, and what was paid for it goes back in full."""
    asked = {"policy": GENEROUS, "seats": seats_of(booking), "leaving": Leaving(seats), "now": now}
    preview = preview_giving_up(booking, **asked, payments=payments_of(booking.order))
    settle_part(booking, preview=preview, reduction=reduction_of(booking, **asked), actor=actor, now=now)


def _has_more(booking: Booking) -> bool:
    """Whether anything of the booking has taken place, is still to come or to be chosen, or has its own calling off."""
    kept = Seat.objects.filter(booking=booking).exclude(status__in=GONE).exists()
    return kept or progress_of(booking, seats_of(booking)).left > 0
