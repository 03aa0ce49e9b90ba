"""The roster: who came, who did not, who was excused, and taking back what was tapped by mistake."""

from collections.abc import Iterable
from datetime import datetime

from booking.core.errors import NotAllowed
from booking.core.transactions import transactional
from booking.reservations.attendance import is_expected, may_arrive
from booking.reservations.models import Seat
from booking.reservations.services.move import note_seat
from booking.reservations.states import SeatStatus
from booking.scheduling.states import SessionStatus


@transactional
def check_in(seats: Iterable[Seat], *, actor: str, now: datetime) -> list[Seat]:
    """Note that these people are there. Repeating it is quiet.

    Raises NotAllowed before the day of the session and for bookings that do not stand, AlreadyDone for a place that
    was given up.
    """
    seats = list(seats)
    for seat in seats:
        _check_standing(seat)
        if not may_arrive(seat.session, now=now):
            raise NotAllowed("Check-in opens on the day of the session.")
        note_seat(seat, to=_present(seat), actor=actor, now=now)
    return seats


@transactional
def mark_no_show(seats: Iterable[Seat], *, actor: str, now: datetime) -> list[Seat]:
    """Note that these people did not come. Raises NotAllowed before the session has begun."""
    seats = list(seats)
    for seat in seats:
        _check_standing(seat)
        if now < seat.session.starts_at:
            raise NotAllowed("It has not begun yet, so nobody is missing.")
        note_seat(seat, to=SeatStatus.NO_SHOW, actor=actor, now=now)
    return seats


@transactional
def excuse(seats: Iterable[Seat], *, actor: str, now: datetime, reason: str = "") -> list[Seat]:
    """Note that these people have said why they are not there; their places stay theirs."""
    seats = list(seats)
    for seat in seats:
        _check_standing(seat)
        note_seat(seat, to=SeatStatus.EXCUSED, actor=actor, now=now, reason=reason)
    return seats


@transactional
def take_back(seats: Iterable[Seat], *, actor: str, now: datetime) -> list[Seat]:
    """Take back what was noted, as if nobody had tapped yet. Raises NotAllowed once the session is completed."""
    seats = list(seats)
    for seat in seats:
        if seat.session.status == SessionStatus.COMPLETED:
            raise NotAllowed("This session is completed: say whether they came, were absent or were excused.")
        note_seat(seat, to=SeatStatus.BOOKED, actor=actor, now=now)
    return seats


def _present(seat: Seat) -> SeatStatus:
    return SeatStatus.ATTENDED if seat.session.status == SessionStatus.COMPLETED else SeatStatus.CHECKED_IN


def _check_standing(seat: Seat) -> None:
    if not is_expected(seat.booking):
        raise NotAllowed(f"This booking is {seat.booking.get_status_display().lower()}.")
