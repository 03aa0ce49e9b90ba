"""Places: what is counted, what is sold and what is sat on."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When

from booking.core.consistency import Fault, registry
from booking.reservations.entry import shares_taken
from booking.reservations.models import Booking, CallingOff, Seat
from booking.reservations.seating import progress_of
from booking.reservations.selectors import GONE, seats_of, sessions_chosen
from booking.reservations.states import ENDED, SeatStatus
from booking.scheduling.models import Session
from booking.scheduling.states import SessionStatus

_LONGEST_ENDING = timedelta(days=1)


@registry.register("taken_places")
def taken_places(now: datetime) -> Iterator[Fault]:
    """The counter of a session is the number of seats that take a place in it."""
    sessions = Session.objects.annotate(rows=Count("seats", filter=~Q(seats__status__in=GONE)))
    for session in sessions.exclude(taken=F("rows")).iterator():
        yield Fault(f"session {session.reference}", f"{session.rows} taken, as many as seats", f"{session.taken}")


@registry.register("missing_seats")
def missing_seats(now: datetime) -> Iterator[Fault]:
    """A booking that stands has as many seats as places were bought, in each of its sessions.

    Seats of one thread are one session: those that moved, and what they moved to. What was given up says when.
    """
    standing = Booking.objects.exclude(status__in=ENDED).filter(sessions_total__gt=0)
    own = Seat._base_manager.filter(booking=OuterRef("pk")).exclude(status__in=GONE)
    for booking in standing.filter(~Exists(own)).iterator():
        if progress_of(booking, seats_of(booking)).left > 0:
            continue
        yield Fault(f"booking {booking.reference}", f"{booking.quantity} seats", f"none, while {booking.status}")
    uneven = (
        Seat.objects.exclude(booking__status__in=ENDED)
        .annotate(first=Case(When(thread="", then="session__reference"), default="thread"))
        .values_list("booking__reference", "first", "booking__quantity")
        .annotate(seats=Count("number", distinct=True))
        .exclude(seats=F("booking__quantity"))
    )
    for booking, session, quantity, seats in uneven.order_by().iterator():
        yield Fault(f"booking {booking}", f"{quantity} seats in session {session}", f"{seats}")
    silent = Seat.objects.filter(status__in=GONE, released_at=None).exclude(booking__status__in=ENDED)
    for seat in silent.select_related("booking", "session").iterator():
        yield Fault(_name(seat), "booked, or to say when it was given up", f"{seat.status}")


@registry.register("sessions_bought")
def sessions_bought(now: datetime) -> Iterator[Fault]:
    """Nobody sits in more sessions than they bought; what is given up counts."""
    counted = Booking.objects.exclude(status__in=ENDED).annotate(sessions=sessions_chosen())
    for booking in counted.filter(sessions__gt=F("sessions_total")).iterator():
        expected = f"at most {booking.sessions_total} sessions"
        yield Fault(f"booking {booking.reference}", expected, f"{booking.sessions}")


@registry.register("kept_seat")
def kept_seats(now: datetime) -> Iterator[Fault]:
    """A booking that has ended has given back what it had not used."""
    kept = Seat.objects.filter(status=SeatStatus.BOOKED, booking__status__in=ENDED)
    for seat in kept.select_related("booking", "session").iterator():
        yield Fault(_name(seat), "released", f"{seat.status}, while the booking is {seat.booking.status}")


@registry.register("seat_without_session")
def seats_without_session(now: datetime) -> Iterator[Fault]:
    """A seat is one in a session that takes place and that is of the offering that was booked."""
    seats = Seat.objects.exclude(status__in=GONE).exclude(booking__status__in=ENDED)
    off = Q(session__status=SessionStatus.CANCELLED, session__calling_off=None)
    wrong = off | ~Q(session__offering=F("booking__offering"))
    for seat in seats.filter(wrong).select_related("booking", "session").iterator():
        found = "a session of something else"
        if seat.session.status == SessionStatus.CANCELLED:
            found = "a session that was called off"
        yield Fault(_name(seat), "a session of what was booked", found)


@registry.register("calling_off")
def callings_off(now: datetime) -> Iterator[Fault]:
    """The many bookings of a date that is off are ended within a day, and meanwhile the date stays off."""
    for row in CallingOff.objects.select_related("session").order_by("pk"):
        left = row.session.seats.exclude(status__in=GONE).count()
        name = f"session {row.session.reference}"
        if row.session.status != SessionStatus.CANCELLED:
            yield Fault(name, "to stay off while its bookings are ended", f"{row.session.status}")
        if row.at < now - _LONGEST_ENDING:
            yield Fault(name, "all bookings ended since it was called off", f"{left} places still taken")


def _name(seat: Seat) -> str:
    return f"seat {seat.number} of booking {seat.booking.reference} in session {seat.session.reference}"


@registry.register("oversold_share")
def oversold_shares(now: datetime) -> Iterator[Fault]:
    """No type of participant has more places than its share of a session to come."""
    typed = Session.objects.filter(starts_at__gte=now).exclude(offering__participant_types={})
    sessions = {session.pk: session for session in typed.select_related("offering")}
    for pk, taken in shares_taken(sessions.values()).items():
        shares = sessions[pk].offering.participant_types
        for kind, places in taken.items():
            if places > shares.get(kind, 0):
                share = f"at most {shares.get(kind, 0)} places for {kind or 'nobody in particular'}"
                yield Fault(f"session {sessions[pk].reference}", share, f"{places}")
