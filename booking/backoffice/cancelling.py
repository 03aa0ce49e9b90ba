"""Cancelling at the desk: all of a booking or a part, by the policy or letting the customer off."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.backoffice.faces import staff_page
from booking.backoffice.promises import Effect, Outdated, keep_promise, promise
from booking.backoffice.reading import read_count, read_words
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, NotAllowed
from booking.core.private_pages import SeeOther
from booking.notifications.times import describe_time
from booking.reservations.authority import booking_for_staff
from booking.reservations.models import Booking
from booking.reservations.rules import CancelPreview
from booking.reservations.seating import Part
from booking.reservations.selectors import preview_cancel_part, preview_waived_part, seats_of
from booking.reservations.services import cancel_part, waive_part
from booking.reservations.shares import WHOLE, seats_to_come

_FIELDS = ("session", "reach", "places")
_REACHES = ("this", "following")


@staff_page("GET", "HEAD", "POST", scope="bookings:cancel")
def cancel_at_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """GET shows what giving up would do, by the policy and without; POST does one of the two."""
    booking, now = booking_for_staff(reference, staff=request.staff), current_time()
    form = request.POST if request.method == "POST" else request.GET
    try:
        part = _read_part(form)
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
    by = {"actor": request.staff.actor, "reason": read_words(request.POST.get("reason", "")), "now": now}
    give_up = waive_part if "waive" in request.POST else cancel_part
    keep_promise(
        request,
        "cancel",
        effect=lambda: _effect(booking, part=part, now=now),
        act=lambda: give_up(booking, part=part, **by),
        now=now,
    )


def _effect(booking: Booking, *, part: Part, now: datetime) -> Effect:
    """What both buttons say that they would do."""
    asked = [part.session, part.reach, part.places or 0]
    previews = (preview_cancel_part(booking, part=part, now=now), preview_waived_part(booking, part=part, now=now))
    return [*asked, *(money.minor for each in previews for money in (each.refund, each.fee, each.still_due))]


def _read_part(form: QueryDict) -> Part:
    """Raises Invalid for what no form of ours sends."""
    session, reach, places = (form.get(name, "") for name in _FIELDS)
    if reach not in ("", *_REACHES):
        raise Invalid(_("Choose what is given up from the list."))
    number = read_count(places, least=1, most=settings.MOST_PLACES_PER_BOOKING, field="places") if places else None
    return Part(session[:60], (reach or "this") if session else "all", number)


def _page(
    request: HttpRequest, booking: Booking, *, part: Part, now: datetime, refusal: AlmanacError | None = None
) -> HttpResponse:
    agreed = preview_cancel_part(booking, part=part, now=now)
    waived = preview_waived_part(booking, part=part, now=now)
    context = {
        "booking": booking,
        "part": part,
        "choices": _choices(booking, now=now),
        "people": range(1, booking.quantity + 1) if booking.quantity > 1 and not _is_whole(booking) else (),
        "agreed": agreed,
        "waived": waived,
        "is_milder": _money(agreed) != _money(waived),
        "hidden": [(name, value) for name, value in _fields(part) if value],
        "promise": promise(_effect(booking, part=part, now=now)),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "backoffice/cancel.html", context, status=refusal.status if refusal else 200)


def _money(preview: CancelPreview) -> tuple:
    return (preview.refund, preview.fee, preview.still_due)


def _fields(part: Part) -> list[tuple[str, str]]:
    reach = part.reach if part.session else ""
    return [("session", part.session), ("reach", reach), ("places", str(part.places or ""))]


def _is_whole(booking: Booking) -> bool:
    return booking.variant.scope in WHOLE


def _choices(booking: Booking, *, now: datetime) -> list[tuple[str, str]]:
    """The sessions that can be given up alone; none where all are one."""
    coming = {seat.session_id: seat.session for seat in seats_to_come(seats_of(booking), now=now)}
    if _is_whole(booking) or len(coming) < 2:
        return []
    zone = booking.organization.timezone
    return [
        (session.reference, describe_time(session.starts_at, session.ends_at, timezone=zone))
        for session in coming.values()
    ]
