"""The page on which a customer moves a booked session: choose, see what it means, do it."""

from collections.abc import Sequence
from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from booking.checkout.selection import Selection, selection_to_move
from booking.checkout.timetable import timetable_to_move
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, Malformed, SlotTaken, SoldOut
from booking.core.gate import check_day, read_reason
from booking.core.private_pages import SeeOther
from booking.core.tenancy import acting_for
from booking.notifications.times import describe_time
from booking.offerings.models.variants import WHOLE
from booking.portals.addresses import address_of
from booking.portals.faces import booking_page
from booking.reservations.changing import preview_reschedule
from booking.reservations.models import Booking, Seat
from booking.reservations.seating import current_seats, movable_seats
from booking.reservations.selectors import seats_of
from booking.reservations.services import reschedule_session, swap_date, swap_run
from booking.reservations.states import SeatStatus
from booking.scheduling.selectors import current_run, scheduled_dates

_SALT = "portals.reschedule"
_HOURS = 24
_RUN = "run"


@booking_page("GET", "HEAD", "POST")
def reschedule(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows what to choose from and then what it means, POST does it."""
    now = current_time()
    if request.method == "POST":
        return _move(request, booking, now=now)
    # Free times and places are everybody's: they are read as the studio sees them.
    with acting_for(booking.organization_id):
        seats = [seat for seat in current_seats(seats_of(booking)) if seat.status == SeatStatus.BOOKED]
        moving = _moving(seats, booking=booking, asked=request.GET.get("session", ""))
        if moving is None:
            return _which_page(request, booking, seats=seats, now=now)
        preview = preview_reschedule(booking, moving=moving, now=now)
        if not preview.allowed:
            return _page(request, booking, moving, name="refused", preview=preview)
        if request.GET.get("to"):
            return _effect_page(request, booking, moving, to=request.GET["to"], preview=preview)
        return _choose_page(request, booking, moving, now=now)


def _move(request: HttpRequest, booking: Booking, *, now: datetime) -> HttpResponse:
    session, to = _read_state(request.POST.get("state", ""), booking=booking)
    by = {"actor": "customer", "reason": read_reason(request.POST), "now": now}
    try:
        if to == _RUN:
            swap_run(booking, **by)
        elif is_instant(to):
            lead = _selection(request, booking, movable_seats(seats_of(booking), session=session)).instructor
            reschedule_session(booking, session=session, starts_at=datetime.fromisoformat(to), instructor=lead, **by)
        else:
            swap_date(booking, session=session, to_session=to, **by)
    except (SlotTaken, SoldOut, Invalid) as refusal:
        moving = movable_seats(seats_of(booking), session=session)
        return _choose_page(request, booking, moving, now=now, refusal=refusal)
    return SeeOther(address_of("manage", booking, request=request))


def _moving(seats: list[Seat], *, booking: Booking, asked: str) -> list[Seat] | None:
    """The seats of the session in question; None where it has to be chosen first."""
    if booking.variant.scope in WHOLE and seats:
        return seats
    if asked or len({seat.session_id for seat in seats}) == 1:
        return movable_seats(seats, session=asked)
    return None


def _which_page(request: HttpRequest, booking: Booking, *, seats: list[Seat], now: datetime) -> HttpResponse:
    sessions = list({seat.session_id: seat.session for seat in seats}.values())
    choices = []
    for session in sessions:
        preview = preview_reschedule(booking, moving=[s for s in seats if s.session_id == session.pk], now=now)
        url = address_of("reschedule", booking, request=request, session=session.reference)
        choices.append({"time": _time(session, booking=booking), "url": url if preview.allowed else ""})
    context = {**_shared(request, booking), "choices": choices}
    return render(request, "portals/reschedule_which.html", context)


def _choose_page(
    request: HttpRequest,
    booking: Booking,
    moving: Sequence[Seat],
    *,
    now: datetime,
    refusal: AlmanacError | None = None,
) -> HttpResponse:
    base = reverse("portals:reschedule", args=[booking.reference])
    context: dict[str, object] = {"refusal": refusal}
    if booking.variant.scope in WHOLE:
        held = {seat.session_id for seat in moving}
        run = [session for session in current_run(booking.offering) if session.starts_at > now]
        is_other = bool(run) and not held & {session.pk for session in run}
        context["run"] = [_time(session, booking=booking) for session in run] if is_other else []
        context["run_url"] = address_of("reschedule", booking, request=request, to=_RUN)
    else:
        selection = _selection(request, booking, moving)
        context |= timetable_to_move(selection, base=base, moment=request.moment, now=now)
    status = refusal.status if refusal else 200
    return _page(request, booking, moving, name="choose", status=status, **context)


def _effect_page(
    request: HttpRequest, booking: Booking, moving: Sequence[Seat], *, to: str, preview: object
) -> HttpResponse:
    after = _times_of(to, booking=booking, moving=moving)
    state = signing.dumps([booking.reference, moving[0].session.reference, to], salt=_SALT)
    back = address_of("reschedule", booking, request=request, session=moving[0].session.reference)
    return _page(request, booking, moving, name="effect", preview=preview, after=after, state=state, back_url=back)


def _times_of(to: str, *, booking: Booking, moving: Sequence[Seat]) -> list[str]:
    """What was chosen, in words. Whether it is free is decided when it is taken."""
    session = moving[0].session
    if to == _RUN:
        return [_time(row, booking=booking) for row in current_run(booking.offering)]
    if is_instant(to):
        start = datetime.fromisoformat(to)
        return [describe_time(start, start + (session.ends_at - session.starts_at), timezone=booking.timezone)]
    found = scheduled_dates(booking.offering, references=[to])
    if not found:
        raise Malformed("This date is not open any more. Please choose again.")
    return [_time(row, booking=booking) for row in found]


def _page(
    request: HttpRequest, booking: Booking, moving: Sequence[Seat], *, name: str, status: int = 200, **context: object
) -> HttpResponse:
    before = list({seat.session_id: seat.session for seat in moving}.values())
    context = {**_shared(request, booking), "before": [_time(row, booking=booking) for row in before], **context}
    return render(request, f"portals/reschedule_{name}.html", context, status=status)


def _selection(request: HttpRequest, booking: Booking, moving: Sequence[Seat]) -> Selection:
    given = {"token": request.GET["token"], "session": moving[0].session.reference}
    then = reverse("portals:reschedule", args=[booking.reference])
    return selection_to_move(booking, moving=moving, params=request.GET, given=given, then=then)


def _shared(request: HttpRequest, booking: Booking) -> dict[str, object]:
    return {
        "booking": booking,
        "offering": booking.offering,
        "manage_url": address_of("manage", booking, request=request),
        "action": address_of("reschedule", booking, request=request),
    }


def _time(session, *, booking: Booking) -> str:
    return describe_time(session.starts_at, session.ends_at, timezone=booking.timezone)


def is_instant(text: str) -> bool:
    """Whether a choice is a time and not the reference of a date. Nothing outside of the gate's years is one."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.tzinfo is not None and check_day(moment.date()) is not None
    except (ValueError, Malformed):
        return False


def _read_state(state: str, *, booking: Booking) -> tuple[str, str]:
    """Raises Malformed when the button does not come from the page that shows the effect."""
    try:
        reference, session, to = signing.loads(state, salt=_SALT, max_age=_HOURS * 3600)
    except (signing.BadSignature, ValueError):
        reference = session = to = ""
    if reference != booking.reference:
        raise Malformed(gettext("This page has been open for too long. Open your booking again, then change it there."))
    return session, to
