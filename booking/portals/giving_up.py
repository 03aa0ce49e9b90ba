"""The page on which a customer gives up a part of a booking: choose, see what it means, do it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, NotAllowed
from booking.core.gate import read_reason
from booking.core.private_pages import SeeOther
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.notifications.times import describe_time
from booking.portals.addresses import address_of
from booking.portals.faces import booking_page
from booking.reservations.models import Booking
from booking.reservations.parts import fields_of, places_to_give_up, read_part, sessions_to_give_up
from booking.reservations.rules import CancelPreview
from booking.reservations.seating import Part
from booking.reservations.selectors import preview_cancel_part, seats_of
from booking.reservations.services import cancel_part
from booking.reservations.shares import part_of, seats_to_come


@booking_page("GET", "HEAD", "POST")
def give_up(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows what there is to choose from and then what it means, POST does it."""
    now = current_time()
    try:
        if request.method == "POST":
            _give_up(request, booking, now=now)
            return SeeOther(address_of("manage", booking, request=request))
        part = read_part(request.GET)
        if part == Part():
            return _choose_page(request, booking, now=now)
        return _effect_page(request, booking, part=part, now=now)
    except Outdated as refusal:
        return _effect_page(request, booking, part=read_part(request.POST), now=now, refusal=refusal)
    except (Invalid, NotAllowed) as refusal:
        return _choose_page(request, booking, now=now, refusal=refusal)


def _give_up(request: HttpRequest, booking: Booking, *, now: datetime) -> None:
    part, reason = read_part(request.POST), read_reason(request.POST)
    keep_promise(
        request.POST.get("state", ""),
        "give_up",
        effect=lambda: _effect(booking, part=part, preview=preview_cancel_part(booking, part=part, now=now)),
        act=lambda: cancel_part(booking, part=part, actor="customer", reason=reason, now=now),
        now=now,
    )


def _effect(booking: Booking, *, part: Part, preview: CancelPreview) -> Effect:
    """What the page promises, so that the button never does anything else."""
    chosen = [part.session, part.reach, part.places or 0]
    return [booking.reference, *chosen, preview.refund.minor, preview.fee.minor, preview.still_due.minor]


def _effect_page(
    request: HttpRequest, booking: Booking, *, part: Part, now: datetime, refusal: AlmanacError | None = None
) -> HttpResponse:
    preview = preview_cancel_part(booking, part=part, now=now)
    seats = seats_of(booking)
    leaving = part_of(booking, seats, part=part, now=now).seats if preview.allowed else []
    sessions = {seat.session_id: seat.session for seat in leaving}
    numbers = {seat.number for seat in leaving}
    context = {
        **_shared(request, booking),
        "preview": preview,
        "sessions": [_time(session, booking=booking) for session in sessions.values()],
        "people": len(numbers) if booking.quantity > 1 else 0,
        "is_everything": len(leaving) == len(seats_to_come(seats, now=now)),
        "hidden": fields_of(part),
        "state": promise(_effect(booking, part=part, preview=preview)),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "portals/give_up_effect.html", context, status=refusal.status if refusal else 200)


def _choose_page(
    request: HttpRequest, booking: Booking, *, now: datetime, refusal: AlmanacError | None = None
) -> HttpResponse:
    seats = seats_of(booking)
    sessions, places = sessions_to_give_up(booking, seats, now=now), places_to_give_up(booking, seats, now=now)
    context = {
        **_shared(request, booking),
        "sessions": [(row.reference, _time(row, booking=booking)) for row in sessions],
        "people": range(1, places),
        "token": request.GET["token"],
        "refusal": refusal,
    }
    return render(request, "portals/give_up.html", context, status=refusal.status if refusal else 200)


def _shared(request: HttpRequest, booking: Booking) -> dict[str, object]:
    return {
        "booking": booking,
        "offering": booking.offering,
        "manage_url": address_of("manage", booking, request=request),
        "cancel_url": address_of("cancel", booking, request=request),
        "action": address_of("give_up", booking, request=request),
    }


def _time(session, *, booking: Booking) -> str:
    return describe_time(session.starts_at, session.ends_at, timezone=booking.timezone)
