"""The pages of one booking."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.calendars.ical import CANCEL, PUBLISH, write_calendar
from booking.core.clock import now as current_time
from booking.core.errors import Malformed
from booking.core.gate import read_reason
from booking.core.private_pages import SeeOther
from booking.payments.selectors import bill_for, latest_payment
from booking.portals.addresses import address_of
from booking.portals.faces import booking_page
from booking.portals.hub import done_context, hub_context, meetings_of
from booking.portals.papers import paper_context
from booking.portals.requests import request_context
from booking.reservations.calendar_events import calendar_events
from booking.reservations.models import Booking
from booking.reservations.paying import is_awaiting_payment
from booking.reservations.rules import CancelPreview
from booking.reservations.selectors import preview_cancel, seats_of
from booking.reservations.services import cancel_booking
from booking.reservations.states import ENDED, BookingStatus

CANCEL_HOURS = 24
_SALT = "portals.cancel"
_PAGES = ("manage", "pay", "cancel", "calendar", "bill", "reschedule", "next", "give_up")


@booking_page("GET", "HEAD")
def done(request: HttpRequest, booking: Booking) -> HttpResponse:
    """The end of the till. Anything but a booking that stands is told by the manage page, or paid first."""
    if is_awaiting_payment(booking):
        return SeeOther(address_of("pay", booking, request=request))
    if booking.status not in (BookingStatus.CONFIRMED, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED):
        return SeeOther(address_of("manage", booking, request=request))
    return render(request, "portals/done.html", {**done_context(booking), **_addresses(request, booking)})


@booking_page("GET", "HEAD")
def manage(request: HttpRequest, booking: Booking) -> HttpResponse:
    now = current_time()
    asking = request_context(booking, token=request.GET["token"], now=now)
    shown = {**hub_context(booking, now=now), **asking, **paper_context(request, booking)}
    context = {**shown, **_addresses(request, booking)}
    return render(request, "portals/manage.html", context)


@booking_page("GET", "HEAD")
def calendar(request: HttpRequest, booking: Booking) -> HttpResponse:
    method = CANCEL if booking.status in ENDED else PUBLISH
    content = write_calendar(calendar_events(booking), method=method, name=booking.offering.name)
    response = HttpResponse(content, content_type=f"text/calendar; charset=utf-8; method={method}")
    response.headers["Content-Disposition"] = f'attachment; filename="booking-{booking.reference}.ics"'
    return response


@booking_page("GET", "HEAD")
def bill(request: HttpRequest, booking: Booking) -> HttpResponse:
    """What is still to be paid as a sheet to print; the manage page says why there is none."""
    found = bill_for(latest_payment(booking.order))
    if found is None:
        return SeeOther(address_of("manage", booking, request=request))
    response = HttpResponse(found.sheet(booking.language), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="bill-{booking.reference}.pdf"'
    return response


@booking_page("GET", "HEAD", "POST")
def cancel(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows what cancelling would do, POST does it."""
    now = current_time()
    if request.method == "POST":
        shown = _read_state(request.POST.get("state", ""))
        preview = preview_cancel(booking, now=now)
        if preview.allowed and shown != _effect(booking, preview=preview):
            return _cancel_page(request, booking, preview=preview, status=409)
        reason = read_reason(request.POST)
        cancel_booking(booking, actor="customer", reason=reason, now=now)
        return SeeOther(address_of("manage", booking, request=request))
    if booking.status == BookingStatus.CANCELLED:
        return SeeOther(address_of("manage", booking, request=request))
    return _cancel_page(request, booking, preview=preview_cancel(booking, now=now), status=200)


def _cancel_page(request: HttpRequest, booking: Booking, *, preview: CancelPreview, status: int) -> HttpResponse:
    context = {
        "booking": booking,
        "offering": booking.offering,
        "meetings": meetings_of(booking, seats=seats_of(booking)),
        "preview": preview,
        "has_changed": status == 409,
        "state": signing.dumps(_effect(booking, preview=preview), salt=_SALT),
        "manage_url": address_of("manage", booking, request=request),
        "cancel_url": address_of("cancel", booking, request=request),
    }
    return render(request, "portals/cancel.html", context, status=status)


def _addresses(request: HttpRequest, booking: Booking) -> dict[str, str]:
    return {f"{name}_url": address_of(name, booking, request=request) for name in _PAGES}


def _effect(booking: Booking, *, preview: CancelPreview) -> list[str | int]:
    """What the page promises, so that the button never does anything else: a rule may begin while somebody reads."""
    return [booking.reference, preview.refund.minor, preview.fee.minor, preview.still_due.minor]


def _read_state(state: str) -> list[str | int]:
    """Raises Malformed when the button does not come from the page that shows the effect."""
    try:
        return signing.loads(state, salt=_SALT, max_age=CANCEL_HOURS * 3600)
    except signing.BadSignature:
        raise Malformed(
            "This page has been open for too long. Open your booking again, then cancel it there."
        ) from None
