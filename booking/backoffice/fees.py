"""Fees for not coming: what staff see of them, and letting somebody off."""

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
from booking.core.money import sum_money
from booking.core.private_pages import SeeOther
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.notifications.times import describe_start
from booking.reservations.authority import booking_for_staff
from booking.reservations.models import Booking, Fee
from booking.reservations.selectors import fees_of, waivable
from booking.reservations.services import waive_fees
from booking.reservations.states import FeeStatus


@staff_page("GET", "HEAD", "POST", scope="bookings:cancel")
def waive_at_desk(request: HttpRequest, reference: str) -> HttpResponse:
    """GET shows what is not asked for then; POST lets the customer off."""
    booking, now = booking_for_staff(reference, staff=request.staff), current_time()
    if request.method == "GET" or request.method == "HEAD":
        return _page(request, booking, refusal=None, now=now)
    try:
        _waive(request, booking, now=now)
    except (Outdated, Invalid, NotAllowed) as refusal:
        return _page(request, booking, refusal=refusal, now=now)
    messages.success(request, _("Done. The customer is told."))
    return SeeOther(reverse("backoffice:booking", args=[reference]))


def fee_line(fee: Fee, *, zone: str) -> dict[str, str]:
    """A fee in words, with what becomes of it."""
    session = describe_start(fee.session.starts_at, timezone=zone)
    due = describe_start(fee.due_at, timezone=zone) if fee.due_at else ""
    said = {
        FeeStatus.PENDING: _("is charged on %(due)s, unless somebody waives it before") % {"due": due},
        FeeStatus.SPARED: _("not asked for: it is within what is free in a month"),
        FeeStatus.WAIVED: _("waived: %(reason)s") % {"reason": fee.reason},
        FeeStatus.CHARGED: _("charged"),
        FeeStatus.DROPPED: _("dropped: somebody was there after all"),
    }
    label = f"{fee.get_kind_display()}, {session}"
    return {"label": label, "amount": str(fee.money), "explained": said[FeeStatus(fee.status)]}


def _waive(request: HttpRequest, booking: Booking, *, now: datetime) -> None:
    by = {"actor": request.staff.actor, "reason": read_reason(request.POST), "now": now}
    keep_promise(
        request.POST.get("promise", ""),
        "waive",
        effect=lambda: _effect(booking, waivable(fees_of(booking), now=now)),
        act=lambda: _waive_all(booking, **by),
        now=now,
    )


def _waive_all(booking: Booking, *, actor: str, reason: str, now: datetime) -> None:
    waive_fees(booking, actor=actor, reason=reason, now=now)


def _effect(booking: Booking, fees: list[Fee]) -> Effect:
    return [booking.reference, *(part for fee in fees for part in (fee.reference, fee.amount))]


def _page(request: HttpRequest, booking: Booking, *, refusal: AlmanacError | None, now: datetime) -> HttpResponse:
    fees, zone = waivable(fees_of(booking), now=now), request.organization.timezone
    context = {
        "booking": booking,
        "fees": [fee_line(fee, zone=zone) for fee in fees],
        "total": sum_money([fee.money for fee in fees], booking.order.currency),
        "promise": promise(_effect(booking, fees)),
        "reason": read_reason(request.POST),
        "refusal": refusal,
    }
    return render(request, "backoffice/waive.html", context, status=refusal.status if refusal else 200)
