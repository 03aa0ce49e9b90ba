"""The roster of a session, for a phone at the door and for paper, and the page that a customer's code opens."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import Malformed, NotFound
from booking.core.private_pages import SeeOther
from booking.notifications.times import describe_time
from booking.offerings.authority import may_manage
from booking.reservations.attendance import may_arrive, seats_at, seats_on_roster, session_at_the_door, tally_of
from booking.reservations.authority import booking_for_staff, session_for_staff, sessions_of
from booking.reservations.models import Seat
from booking.reservations.services import check_in, excuse, mark_no_show, take_back
from booking.reservations.states import SeatStatus
from booking.scheduling.models import Session
from booking.scheduling.selectors import bring_people
from booking.scheduling.states import SessionStatus

NOTES: Mapping[str, Callable] = {
    "check-in": check_in,
    "no-show": mark_no_show,
    "excuse": excuse,
    "take-back": take_back,
}


@staff_page("GET", "HEAD", "POST", scope="bookings:attendance")
def show_roster(request: HttpRequest, reference: str) -> HttpResponse:
    """Who comes, with a button for each; POST notes one place and comes back to its row."""
    session = session_for_staff(reference, staff=request.staff)
    if request.method == "POST":
        note, seat = _chosen_note(request), _chosen_seat(request, session)
        note([seat], actor=request.staff.actor, now=current_time())
        return SeeOther(f"{reverse('backoffice:roster', args=[reference])}#place-{_name(seat)}")
    may_change = session.series_id is not None and may_manage(request.staff, session.offering)
    context = {**roster_context(session, now=current_time()), "may_change": may_change}
    return render(request, "backoffice/roster.html", context)


@staff_page("GET", "HEAD", "POST", scope="bookings:attendance")
def arrive(request: HttpRequest, reference: str) -> HttpResponse:
    """What the code on a customer's booking opens: one button that checks all its places in."""
    booking = booking_for_staff(reference, staff=request.staff)
    now = current_time()
    session = session_at_the_door(booking, now=now)
    # Somebody who holds one session of a booking does not check people in to a colleague's.
    if session is not None and not sessions_of(request.staff).filter(pk=session.pk).exists():
        session = None
    seats = seats_at(booking, session=session) if session else []
    if request.method == "POST" and seats:
        check_in(seats, actor=request.staff.actor, now=now)
        return SeeOther(request.path)
    context = {
        "booking": booking,
        "session": session,
        "seats": seats,
        "time": _time(session) if session else "",
        "is_in": bool(seats) and all(seat.status in (SeatStatus.CHECKED_IN, SeatStatus.ATTENDED) for seat in seats),
    }
    # Whoever pressed the button when the door had closed sees the page that says so.
    status = 409 if request.method == "POST" else 200
    return render(request, "backoffice/arrive.html", context, status=status)


def roster_context(session: Session, *, now: datetime) -> dict[str, object]:
    seats = seats_on_roster(session)
    bring_people([session])
    return {
        "session": session,
        "time": _time(session),
        "people": ", ".join(link.instructor.name for link in session.facilitator_links.all()),
        "expected": [seat for seat in seats if seat.status != SeatStatus.RELEASED],
        "released": [seat for seat in seats if seat.status == SeatStatus.RELEASED],
        "tally": tally_of(seats),
        "can_arrive": may_arrive(session, now=now),
        "has_begun": now >= session.starts_at,
        "is_completed": session.status == SessionStatus.COMPLETED,
        "is_called_off": session.status == SessionStatus.CANCELLED,
    }


def _time(session: Session) -> str:
    return describe_time(session.starts_at, session.ends_at, timezone=session.timezone)


def _chosen_seat(request: HttpRequest, session: Session) -> Seat:
    """Raises NotFound for a place that is not of this session."""
    chosen = request.POST.get("place", "")
    seats = Seat.objects.filter(session=session).select_related("booking", "session")
    named = [seat for seat in seats.order_by("-pk") if _name(seat) == chosen]
    if not named:
        raise NotFound()
    # Whoever left and came back has several rows, one of which stands.
    return min(named, key=lambda seat: seat.status == SeatStatus.RELEASED)


def _name(seat: Seat) -> str:
    """A place of a session as its row and its form name it."""
    return f"{seat.booking.reference}-{seat.number}"


def _chosen_note(request: HttpRequest) -> Callable:
    try:
        return NOTES[request.POST.get("note", "")]
    except KeyError:
        raise Malformed("The button you pressed is unknown; open the roster again.") from None
