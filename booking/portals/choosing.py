"""The page on which a customer chooses the next session of a pack (BKG-6)."""

from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from booking.checkout.selection import selection_to_add
from booking.checkout.timetable import timetable_to_move
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, Malformed, SlotTaken, SoldOut
from booking.core.private_pages import SeeOther
from booking.core.tenancy import acting_for
from booking.notifications.times import describe_start
from booking.portals.addresses import address_of
from booking.portals.faces import booking_page
from booking.portals.moving import is_instant
from booking.reservations.changing import preview_next
from booking.reservations.models import Booking
from booking.reservations.selectors import seats_of
from booking.reservations.services import book_next_date, book_next_time
from booking.scheduling.selectors import scheduled_dates

_SALT = "portals.next"
_HOURS = 24


@booking_page("GET", "HEAD", "POST")
def choose_next(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows what is free and then asks whether it shall be taken, POST takes it."""
    now = current_time()
    if request.method == "POST":
        return _take(request, booking, now=now)
    # Free times and places are everybody's: they are read as the studio sees them.
    with acting_for(booking.organization_id):
        return _page(request, booking, to=request.GET.get("to", ""), now=now)


def _take(request: HttpRequest, booking: Booking, *, now: datetime) -> HttpResponse:
    to = _read_state(request.POST.get("state", ""), booking=booking)
    try:
        if is_instant(to):
            book_next_time(booking, starts_at=datetime.fromisoformat(to), actor="customer", now=now)
        else:
            book_next_date(booking, session=to, actor="customer", now=now)
    except (SlotTaken, SoldOut, Invalid) as refusal:
        return _page(request, booking, to="", now=now, refusal=refusal)
    return SeeOther(address_of("manage", booking, request=request))


def _page(
    request: HttpRequest, booking: Booking, *, to: str, now: datetime, refusal: AlmanacError | None = None
) -> HttpResponse:
    preview = preview_next(booking, seats=seats_of(booking), now=now)
    base = reverse("portals:next", args=[booking.reference])
    context: dict[str, object] = {
        "booking": booking,
        "offering": booking.offering,
        "manage_url": address_of("manage", booking, request=request),
        "action": address_of("next", booking, request=request),
        "preview": preview,
        "refusal": refusal,
        "choose_by": describe_start(booking.choose_by, timezone=booking.timezone) if booking.choose_by else "",
    }
    if preview.allowed and to:
        context |= {
            "chosen": _in_words(to, booking=booking),
            "state": signing.dumps([booking.reference, to], salt=_SALT),
        }
    elif preview.allowed:
        given = {"token": request.GET["token"]}
        selection = selection_to_add(booking, params=request.GET, given=given, then=base)
        context |= timetable_to_move(selection, base=base, moment=request.moment, now=now)
    return render(request, "portals/next.html", context, status=refusal.status if refusal else 200)


def _in_words(to: str, *, booking: Booking) -> str:
    if is_instant(to):
        return describe_start(datetime.fromisoformat(to), timezone=booking.timezone)
    found = scheduled_dates(booking.offering, references=[to])
    if not found:
        raise Malformed(gettext("This date is not open any more. Please choose again."))
    return describe_start(found[0].starts_at, timezone=booking.timezone)


def _read_state(state: str, *, booking: Booking) -> str:
    """Raises Malformed when the button does not come from the page that shows what is taken."""
    try:
        reference, to = signing.loads(state, salt=_SALT, max_age=_HOURS * 3600)
    except (signing.BadSignature, ValueError):
        reference = to = ""
    if reference != booking.reference:
        raise Malformed(gettext("This page has been open for too long. Open your booking again, then choose there."))
    return to
