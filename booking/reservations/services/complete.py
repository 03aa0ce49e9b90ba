"""What time does to bookings: they begin with their first session, sessions end, and with the last the booking is over.

A sweep, and right whenever it runs: what was to happen while the worker was away happens when it is back.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from booking.core.errors import AlreadyDone
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.reservations.events import BookingCompleted, BookingStarted, SessionCompleted
from booking.reservations.models import Booking, Seat
from booking.reservations.rules import settle_roster
from booking.reservations.selectors import sessions_chosen
from booking.reservations.services.move import move_booking, settle_seats
from booking.reservations.states import BookingStatus, SeatStatus
from booking.scheduling.models import Session
from booking.scheduling.services import complete_session
from booking.scheduling.states import SessionStatus

_MOST_PER_RUN = 200


def complete_past(*, now: datetime) -> int:
    """Start, complete and finish what is due in the active organization; returns how many rows it looked at.

    Looks back settings.COMPLETION_DAYS, so that its cost follows the calendar and not the history.
    """
    since = now - timedelta(days=settings.COMPLETION_DAYS)
    begun = [*_begun(since=since, now=now)[:_MOST_PER_RUN], *_lapsed(since=since, now=now)[:_MOST_PER_RUN]]
    for booking in begun:
        _move(booking, to=BookingStatus.IN_PROGRESS, event=BookingStarted, now=now)
    over = list(_over(since=since, now=now)[:_MOST_PER_RUN])
    for session in over:
        _complete(session, now=now)
    finished = list(_finished(now=now)[:_MOST_PER_RUN])
    for booking in finished:
        _move(booking, to=BookingStatus.COMPLETED, event=BookingCompleted, now=now)
    return len(begun) + len(over) + len(finished)


@transactional
def _move(booking: Booking, *, to: BookingStatus, event: type, now: datetime) -> None:
    """Quiet when somebody cancelled it meanwhile."""
    try:
        moved = move_booking(booking, to=to, actor="system", now=now)
    except AlreadyDone:
        return
    if moved:
        publish(event(booking_id=booking.pk), now=now)


@transactional
def _complete(session: Session, *, now: datetime) -> None:
    session = lock([session])[session]
    if session.ends_at > now or not complete_session(session):
        return
    standing = Seat.objects.filter(session=session, booking__confirmed_at__isnull=False)
    statuses = set(standing.values_list("status", flat=True))
    settle_seats(session, moves=settle_roster(statuses), now=now)
    publish(SessionCompleted(session_id=session.pk), now=now)


def _begun(*, since: datetime, now: datetime) -> QuerySet[Booking]:
    seats = _kept().filter(session__starts_at__gt=since, session__starts_at__lte=now)
    begun = seats.filter(booking__status=BookingStatus.CONFIRMED).exclude(session__status=SessionStatus.CANCELLED)
    return Booking.objects.filter(pk__in=begun.values("booking_id")).order_by("pk")


def _lapsed(*, since: datetime, now: datetime) -> QuerySet[Booking]:
    """Nobody ever comes: every session was given up or never chosen, and no more can be chosen."""
    ahead = _kept().filter(booking=OuterRef("pk"), session__status=SessionStatus.SCHEDULED)
    over = Booking.objects.filter(status=BookingStatus.CONFIRMED, choose_by__gt=since, choose_by__lte=now)
    return over.filter(~Exists(ahead)).order_by("pk")


def _over(*, since: datetime, now: datetime) -> QuerySet[Session]:
    within = {"starts_at__gt": since, "starts_at__lte": now, "ends_at__lte": now}
    return Session.objects.filter(status=SessionStatus.SCHEDULED, **within).order_by("ends_at", "pk")


def _finished(*, now: datetime) -> QuerySet[Booking]:
    """Nothing is ahead, and nothing that was bought may still be chosen."""
    ahead = _kept().filter(booking=OuterRef("pk"), session__status=SessionStatus.SCHEDULED)
    under_way = Booking.objects.filter(~Exists(ahead), status=BookingStatus.IN_PROGRESS)
    all_chosen = Q(sessions__gte=F("sessions_total")) | Q(choose_by__lte=now)
    return under_way.annotate(sessions=sessions_chosen()).filter(all_chosen).order_by("pk")


def _kept() -> QuerySet[Seat]:
    return Seat.objects.exclude(status=SeatStatus.RELEASED)
