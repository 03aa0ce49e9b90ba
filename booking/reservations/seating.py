"""Where the people of a booking sit now, and what they came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from booking.core.errors import Invalid
from booking.reservations.models import Booking, Seat
from booking.reservations.states import SeatStatus

USED = (SeatStatus.CHECKED_IN, SeatStatus.ATTENDED, SeatStatus.NO_SHOW, SeatStatus.EXCUSED)


def thread_of(seat: Seat) -> str:
    """What a seat and those it came from have in common: the reference of the first session."""
    return seat.thread or seat.session.reference


def current_seats(seats: Iterable[Seat]) -> list[Seat]:
    """Without those that another seat has taken the place of, in the order given; sessions are at hand."""
    seats = list(seats)
    newest: dict[tuple[str, int], int] = {}
    for seat in seats:
        if seat.thread:
            key = (seat.thread, seat.number)
            newest[key] = max(newest.get(key, 0), seat.moves)
    return [seat for seat in seats if newest.get((thread_of(seat), seat.number), 0) == seat.moves]


def movable_seats(seats: Iterable[Seat], *, session: str) -> list[Seat]:
    """All places of the booking in the session of this reference that nobody has used yet.

    Without a reference those of its only session. Raises Invalid when that is not one.
    """
    open_seats = [seat for seat in seats if seat.status == SeatStatus.BOOKED]
    references = {seat.session.reference for seat in open_seats}
    if not session and len(references) == 1:
        return open_seats
    found = [seat for seat in open_seats if seat.session.reference == session]
    if not found:
        raise Invalid(fields={"session": ["one of the booking's sessions that are still to come"]})
    return found


def is_moved_already(seats: Iterable[Seat], *, session: str, target: str) -> bool:
    """Whether what was booked in one session sits in another now; both by their references."""
    seats = list(seats)
    left = {(thread_of(seat), seat.number) for seat in seats if seat.session.reference == session}
    arrived = {(thread_of(seat), seat.number) for seat in current_seats(seats) if seat.session.reference == target}
    return bool(left) and left <= arrived


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a booking: a session by its reference, that and what follows, or all; so many persons, or everybody."""

    session: str = ""
    reach: Literal["this", "following", "all"] = "all"
    places: int | None = None


def seats_of_part(coming: Sequence[Seat], part: Part) -> list[Seat]:
    """Of what is to come, what belongs to the part: of several persons those who were added last.

    Raises Invalid for a part that is not there.
    """
    found = list(coming)
    if part.reach != "all":
        starts = {seat.session.starts_at for seat in movable_seats(coming, session=part.session)}
        before = max(starts) if part.reach == "this" else None
        found = [seat for seat in coming if seat.session.starts_at >= min(starts)]
        found = [seat for seat in found if before is None or seat.session.starts_at <= before]
    if part.places is None:
        return found
    numbers = sorted({seat.number for seat in found})
    if part.places > len(numbers):
        raise Invalid(fields={"places": [f"at most {len(numbers)}"]})
    return [seat for seat in found if seat.number in numbers[-part.places :]]


def is_given_up(seats: Iterable[Seat], *, part: Part) -> bool:
    """Whether all of one session was given up already."""
    found = [seat for seat in current_seats(seats) if seat.session.reference == part.session]
    return bool(found) and part.reach == "this" and all(seat.status == SeatStatus.RELEASED for seat in found)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a booking has come, in sessions: bought, given a time, and over or under way."""

    total: int
    booked: int
    used: int
    given_up: int

    @property
    def left(self) -> int:
        """Sessions that no time was chosen for yet."""
        return self.total - self.booked - self.given_up


def progress_of(booking: Booking, seats: Iterable[Seat]) -> Progress:
    """`seats` are all of the booking, their sessions at hand."""
    kept: dict[str, list[Seat]] = {}
    for seat in current_seats(seats):
        kept.setdefault(thread_of(seat), []).append(seat)
    booked = [[seat for seat in row if seat.status != SeatStatus.RELEASED] for row in kept.values()]
    return Progress(
        total=booking.sessions_total,
        booked=sum(1 for row in booked if row),
        used=sum(1 for row in booked if row and any(seat.status in USED for seat in row)),
        given_up=sum(1 for row in booked if not row),
    )
