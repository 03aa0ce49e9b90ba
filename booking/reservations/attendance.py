"""Who comes to a session: what the roster shows, and when somebody may be checked in or noted as absent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.core.timezones import local_date
from booking.reservations.models import Booking, Seat
from booking.reservations.states import BookingStatus, SeatStatus
from booking.scheduling.models import Session

# People arrive early for a retreat and late to the desk; before this nobody can have come.
ARRIVAL = timedelta(hours=12)
_EXPECTED = (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED)
_CAME = (SeatStatus.CHECKED_IN, SeatStatus.ATTENDED)
S = SeatStatus


@dataclass(frozen=True, slots=True)
class Tally:
    """Places of a session by what became of them; `rate` is the share that came of those who were to, in per cent."""

    expected: int
    came: int
    absent: int
    excused: int
    released: int

    @property
    def rate(self) -> int | None:
        """None while nobody was noted as having come or not."""
        decided = self.came + self.absent
        return round(100 * self.came / decided) if decided else None


def seats_on_roster(session: Session) -> list[Seat]:
    """Everybody who is or was expected, by name; whoever only held a place or asked for one is not. One query."""
    seats = Seat.objects.filter(session=session, booking__confirmed_at__isnull=False).select_related(
        "booking__variant", "booking__customer"
    )
    return sorted(seats, key=lambda seat: (seat.booking.name.casefold(), seat.booking_id, seat.number))


def tally_of(seats: Iterable[Seat]) -> Tally:
    counted = Counter(seat.status for seat in seats)
    return Tally(
        expected=sum(counted.values()) - counted[S.RELEASED],
        came=sum(counted[status] for status in _CAME),
        absent=counted[S.NO_SHOW],
        excused=counted[S.EXCUSED],
        released=counted[S.RELEASED],
    )


def may_arrive(session: Session, *, now: datetime) -> bool:
    """Whether somebody can have come: on its local day, or half a day before its start."""
    return now >= session.starts_at - ARRIVAL or local_date(now, session.timezone) >= local_date(
        session.starts_at, session.timezone
    )


def seats_at(booking: Booking, *, session: Session) -> list[Seat]:
    """The booking's places in a session that were not given up, in order."""
    seats = Seat.objects.filter(booking=booking, session=session).exclude(status=S.RELEASED)
    return list(seats.select_related("session", "booking").order_by("number"))


def session_at_the_door(booking: Booking, *, now: datetime) -> Session | None:
    """The session that whoever holds the booking has come for: the first that is not over yet and may begin."""
    kept = Seat.objects.filter(booking=booking, session__ends_at__gt=now - ARRIVAL).exclude(status=S.RELEASED)
    sessions = {seat.session_id: seat.session for seat in kept.select_related("session__offering", "session__place")}
    open_now = [session for session in sessions.values() if may_arrive(session, now=now)]
    running = [session for session in open_now if session.ends_at > now]
    return min(running or open_now, key=lambda session: session.starts_at, default=None)


def is_expected(booking: Booking) -> bool:
    return booking.status in _EXPECTED
