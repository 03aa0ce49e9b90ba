"""What makes something arise: a session is over, attendance is put right, money goes back."""

from datetime import datetime

from booking.core.events import after
from booking.earnings.services import settle_sessions
from booking.payments.events import RefundCompleted
from booking.reservations.events import SeatNoted, SessionCompleted
from booking.scheduling.models import Session
from booking.scheduling.states import SessionStatus


@after(SessionCompleted)
def earn_by_session(event: SessionCompleted, now: datetime) -> None:
    settle_sessions(Session.objects.filter(pk=event.session_id), now=now)


@after(SeatNoted)
def follow_attendance(event: SeatNoted, now: datetime) -> None:
    """Before its session is over nothing has arisen yet."""
    _settle_again(Session.objects.filter(seats=event.seat_id), now=now)


@after(RefundCompleted)
def follow_refund(event: RefundCompleted, now: datetime) -> None:
    _settle_again(Session.objects.filter(seats__booking__order__payments__refunds=event.refund_id), now=now)


def _settle_again(sessions, *, now: datetime) -> None:
    over = list(sessions.filter(status=SessionStatus.COMPLETED).distinct())
    if over:
        settle_sessions(over, now=now)
