"""Moving a booked session at the desk: choose, see what it means and which rules it goes over, do it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from booking.backoffice.faces import staff_page
from booking.backoffice.targets import RUN, Target, is_whole, movable, read_target, seats_to_move
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, NotAllowed, SlotTaken, SoldOut
from booking.core.gate import read_reason
from booking.core.private_pages import SeeOther
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.core.timezones import wall_clock
from booking.core.wording import clock_label
from booking.notifications.times import describe_time
from booking.people.viewers import STAFF
from booking.reservations.authority import booking_for_staff
from booking.reservations.changing import STANDING, occupied_by
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import places_left
from booking.reservations.services.prepare import is_booked_by_slots
from booking.reservations.slots import shown_slots
from booking.scheduling.selectors import current_run, upcoming_sessions

# How many days with free times are shown, of those in twice as many.
_MOST_DAYS, _MOST_DATES = 14, 30
_AHEAD = timedelta(days=settings.SERIES_HORIZON_DAYS)
_REFUSALS = (Outdated, NotAllowed, Invalid, SlotTaken, SoldOut)


@staff_page("GET", "HEAD", "POST", scope="bookings:change")
def move_at_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """GET shows what to choose from and then what it means, POST does it."""
    booking, now = booking_for_staff(reference, staff=request.staff), current_time()
    refusal = None
    if request.method == "POST":
        try:
            _move(request, booking, now=now)
            messages.success(request, _("Moved. The customer is told."))
            return SeeOther(reverse("backoffice:booking", args=[reference]))
        except _REFUSALS as error:
            refusal = error
    seats = movable(booking)
    if booking.status not in STANDING or not seats:
        return _which_page(request, booking, seats=[], refusal=refusal)
    session, to = _asked(request)
    if not is_whole(booking) and not session and len({seat.session_id for seat in seats}) > 1:
        return _which_page(request, booking, seats=seats, refusal=refusal)
    moving = seats_to_move(booking, session=session)
    if not to or isinstance(refusal, SoldOut):
        return _choose_page(request, booking, moving=moving, now=now, refusal=refusal)
    try:
        target = read_target(to, booking=booking, moving=moving, now=now)
    except Invalid as error:
        return _choose_page(request, booking, moving=moving, now=now, refusal=refusal or error)
    return _effect_page(request, booking, moving=moving, to=to, target=target, refusal=refusal)


def _asked(request: HttpRequest) -> tuple[str, str]:
    form = request.POST if request.method == "POST" else request.GET
    return form.get("session", "")[:60], form.get("to", "")[:60]


def _move(request: HttpRequest, booking: Booking, *, now: datetime) -> None:
    session, to = _asked(request)
    by = {"actor": request.staff.actor, "reason": read_reason(request.POST), "now": now}

    def target() -> Target:
        return read_target(to, booking=booking, moving=seats_to_move(booking, session=session), now=now)

    def act() -> None:
        found = target()
        (found.overrule if found.warnings else found.keep_the_rules)(**by)

    keep_promise(
        request.POST.get("promise", ""), "move", effect=lambda: _effect(booking, target(), to=to), act=act, now=now
    )


def _effect(booking: Booking, target: Target, *, to: str) -> Effect:
    return [booking.reference, to, *target.warnings, "", *target.refusals]


def _which_page(
    request: HttpRequest, booking: Booking, *, seats: Sequence[Seat], refusal: AlmanacError | None
) -> HttpResponse:
    sessions = {seat.session_id: seat.session for seat in seats}
    choices = [(session.reference, _time(session, booking=booking)) for session in sessions.values()]
    context = {"booking": booking, "choices": choices, "refusal": refusal}
    return render(request, "backoffice/move_which.html", context, status=refusal.status if refusal else 200)


def _effect_page(
    request: HttpRequest,
    booking: Booking,
    *,
    moving: Sequence[Seat],
    to: str,
    target: Target,
    refusal: AlmanacError | None,
) -> HttpResponse:
    context = {
        **_shared(booking, moving=moving),
        "target": target,
        "to": to,
        "promise": promise(_effect(booking, target, to=to)),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "backoffice/move_effect.html", context, status=refusal.status if refusal else 200)


def _choose_page(
    request: HttpRequest,
    booking: Booking,
    *,
    moving: Sequence[Seat],
    now: datetime,
    refusal: AlmanacError | None,
) -> HttpResponse:
    context: dict[str, object] = {**_shared(booking, moving=moving), "refusal": refusal, "run_name": RUN}
    if is_whole(booking):
        held = {seat.session_id for seat in moving}
        run = [row for row in current_run(booking.offering) if row.starts_at > now]
        is_other = not held & {row.pk for row in run}
        context["run"] = [_time(row, booking=booking) for row in run] if is_other else []
    elif is_booked_by_slots(booking.offering):
        context |= _times(request, booking, moving=moving, now=now)
    else:
        context["dates"] = _dates(booking, moving=moving, now=now)
    return render(request, "backoffice/move_choose.html", context, status=refusal.status if refusal else 200)


def _times(request: HttpRequest, booking: Booking, *, moving: Sequence[Seat], now: datetime) -> dict[str, object]:
    """Free times of the next days that have any, on the studio's clock."""
    zone, session = booking.organization.timezone, moving[0].session
    length = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    asked = {"moment": request.moment, "length": length, "without": occupied_by(moving), "viewer": STAFF, "now": now}
    try:
        slots = shown_slots(booking.offering, after=now, before=now + timedelta(days=2 * _MOST_DAYS), **asked).slots
    except Invalid:
        # It is sold at other lengths by now; a time can still be typed.
        slots = []
    days: dict[date, dict[str, str]] = {}
    for slot in slots:
        wall = wall_clock(slot.start, zone)
        days.setdefault(wall.date(), {})[wall.isoformat()] = clock_label(wall)
    return {
        "days": [(date_format(day, "l j F"), list(times.items())) for day, times in sorted(days.items())[:_MOST_DAYS]],
        "by_time": True,
        "timezone": zone,
        "wall": f"{wall_clock(session.starts_at, zone):%Y-%m-%dT%H:%M}",
    }


def _dates(booking: Booking, *, moving: Sequence[Seat], now: datetime) -> list[dict[str, object]]:
    """Coming dates of the offering with what is free in them, those that the booking has left out."""
    taken = {seat.session_id for seat in movable(booking)}
    found = upcoming_sessions(booking.offering, after=now, before=now + _AHEAD, most=_MOST_DATES)
    left = places_left(found, now=now)
    return [
        {
            "value": row.reference,
            "time": _time(row, booking=booking),
            "left": left[row.pk],
            "fits": left[row.pk] is None or left[row.pk] >= len(moving),
        }
        for row in found
        if row.pk not in taken
    ]


def _shared(booking: Booking, *, moving: Sequence[Seat]) -> dict[str, object]:
    before = {seat.session_id: seat.session for seat in moving}
    return {
        "booking": booking,
        "before": [_time(session, booking=booking) for session in before.values()],
        "session": "" if is_whole(booking) else moving[0].session.reference,
    }


def _time(session, *, booking: Booking) -> str:
    return describe_time(session.starts_at, session.ends_at, timezone=booking.organization.timezone)
