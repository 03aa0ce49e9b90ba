"""Cancelling at the desk: all of a booking or a part, by the policy or letting the customer off."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, NotAllowed
from booking.core.gate import read_reason
from booking.core.private_pages import SeeOther
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.notifications.times import describe_time
from booking.reservations.authority import booking_for_staff
from booking.reservations.models import Booking
from booking.reservations.parts import fields_of, places_to_give_up, read_part, sessions_to_give_up
from booking.reservations.rules import CancelPreview
from booking.reservations.seating import Part
from booking.reservations.selectors import preview_cancel_part, preview_waived_part, seats_of
from booking.reservations.services import cancel_part, waive_part


@staff_page("GET", "HEAD", "POST", scope="bookings:cancel")
def cancel_at_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """GET shows what giving up would do, by the policy and without; POST does one of the two."""
    booking, now = booking_for_staff(reference, staff=request.staff), current_time()
    form = request.POST if request.method == "POST" else request.GET
    try:
        part = read_part(form)
        if request.method == "POST":
            _cancel(request, booking, part=part, now=now)
            messages.success(request, _("Done. The customer is told."))
            return SeeOther(reverse("backoffice:booking", args=[reference]))
        return _page(request, booking, part=part, now=now)
    except Outdated as refusal:
        return _page(request, booking, part=part, now=now, refusal=refusal)
    except (Invalid, NotAllowed) as refusal:
        # Without a reason the part stays chosen; a part that is not there gives way to the whole.
        kept = part if "reason" in getattr(refusal, "fields", {}) else Part()
        return _page(request, booking, part=kept, now=now, refusal=refusal)


def _cancel(request: HttpRequest, booking: Booking, *, part: Part, now: datetime) -> None:
    by = {"actor": request.staff.actor, "reason": read_reason(request.POST), "now": now}
    give_up = waive_part if "waive" in request.POST else cancel_part
    keep_promise(
        request.POST.get("promise", ""),
        "cancel",
        effect=lambda: _effect(booking, part=part, now=now),
        act=lambda: give_up(booking, part=part, **by),
        now=now,
    )


def _effect(booking: Booking, *, part: Part, now: datetime) -> Effect:
    """What both buttons say that they would do."""
    asked = [booking.reference, part.session, part.reach, part.places or 0]
    previews = (preview_cancel_part(booking, part=part, now=now), preview_waived_part(booking, part=part, now=now))
    return [*asked, *(money.minor for each in previews for money in (each.refund, each.fee, each.still_due))]


def _page(
    request: HttpRequest, booking: Booking, *, part: Part, now: datetime, refusal: AlmanacError | None = None
) -> HttpResponse:
    agreed = preview_cancel_part(booking, part=part, now=now)
    waived, seats = preview_waived_part(booking, part=part, now=now), seats_of(booking)
    context = {
        "booking": booking,
        "part": part,
        "choices": [
            (row.reference, describe_time(row.starts_at, row.ends_at, timezone=booking.organization.timezone))
            for row in sessions_to_give_up(booking, seats, now=now)
        ],
        "people": range(1, places_to_give_up(booking, seats, now=now)),
        "agreed": agreed,
        "waived": waived,
        "is_milder": _money(agreed) != _money(waived),
        "hidden": fields_of(part),
        "promise": promise(_effect(booking, part=part, now=now)),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "backoffice/cancel.html", context, status=refusal.status if refusal else 200)


def _money(preview: CancelPreview) -> tuple:
    return (preview.refund, preview.fee, preview.still_due)
