"""Booking for a customer at the desk: fill in, see what it means and which rules it goes over, do it (BKG-12)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from booking.backoffice.faces import staff_page
from booking.backoffice.forms import StaffBookingForm
from booking.core.clock import now as current_time
from booking.core.errors import AlmanacError, Invalid, NotFound, SlotTaken, SoldOut
from booking.core.gate import read_reason
from booking.core.idempotency import fingerprint
from booking.core.private_pages import SeeOther
from booking.core.promises import Effect, Outdated, keep_promise, promise
from booking.notifications.times import describe_start, describe_time
from booking.offerings.authority import offering_for_staff, offerings_of
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering
from booking.payments.providers import Free
from booking.pricing.rules import Quote
from booking.pricing.selectors import quote_for
from booking.reservations.authority import bookings_of
from booking.reservations.foresight import Foreseen, foresee_booking
from booking.reservations.models import Booking
from booking.reservations.overlaps import overlapping_sessions
from booking.reservations.receipts import receipt_for_quote
from booking.reservations.services import PlacedBooking, book, book_anyway
from booking.scheduling.selectors import upcoming_sessions

_AHEAD, _MOST_DATES = timedelta(days=settings.SERIES_HORIZON_DAYS), 100
_OWN = ("csrfmiddlewaretoken", "promise", "reason", "again")
_REFUSALS = (Invalid, SlotTaken, SoldOut)


@staff_page("GET", "HEAD", scope="bookings:make")
def choose_what(request: HttpRequest) -> HttpResponse:
    """What can be booked for somebody."""
    offerings = offerings_of(request.staff).filter(is_archived=False, is_active=True).order_by("name", "pk")
    lines = [(offering, kinds.get(offering.kind).label) for offering in offerings]
    return render(request, "backoffice/book_what.html", {"lines": lines})


@staff_page("GET", "HEAD", "POST", scope="bookings:make")
def book_at_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the form, a first POST what it would do, a second with its promise does it."""
    offering, now = offering_for_staff(slug, staff=request.staff), current_time()
    if offering.is_archived or not offering.is_active:
        raise NotFound()
    form = _form(request, offering, now=now)
    if request.method != "POST" or "again" in request.POST:
        return _form_page(request, form, refusal=None)
    if not form.is_valid():
        return _form_page(request, form, refusal=Invalid(_("Some fields need another look.")))
    refusal = None
    try:
        if "promise" in request.POST:
            return _booked(request, form, now=now)
    except (Outdated, *_REFUSALS) as error:
        refusal = error
    try:
        foreseen = foresee_booking(form.booking_request(), now=now)
        return _effect_page(request, form, foreseen=foreseen, refusal=refusal, now=now)
    except _REFUSALS as error:
        return _form_page(request, form, refusal=error)


def _form(request: HttpRequest, offering: Offering, *, now: datetime) -> StaffBookingForm:
    dates = upcoming_sessions(offering, after=now, before=now + _AHEAD, most=_MOST_DATES)
    asked = {"offering": offering, "dates": dates, "now": now}
    if request.method == "POST":
        return StaffBookingForm(request.POST, **asked)
    return StaffBookingForm(initial={"session": request.GET.get("session", "")[:60]}, **asked)


def _booked(request: HttpRequest, form: StaffBookingForm, *, now: datetime) -> HttpResponse:
    reference = keep_promise(
        request.POST["promise"],
        "book",
        effect=lambda: _effect(request, form, foreseen=foresee_booking(form.booking_request(), now=now), now=now),
        act=lambda: _place(request, form, now=now).booking.reference,
        now=now,
    )
    messages.success(request, _("Booked. The customer is told."))
    zone = request.organization.timezone
    for other in overlapping_sessions(Booking.objects.get(reference=reference)):
        said = {"offering": other.offering.name, "time": describe_start(other.starts_at, timezone=zone)}
        messages.warning(request, _("The customer has something else then: %(offering)s, %(time)s.") % said)
    # Who manages an offering may have booked a colleague.
    is_theirs = bookings_of(request.staff).filter(reference=reference).exists()
    return SeeOther(reverse("backoffice:booking", args=[reference]) if is_theirs else reverse("backoffice:book_what"))


def _place(request: HttpRequest, form: StaffBookingForm, *, now: datetime) -> PlacedBooking:
    asked, quote = form.booking_request(), _quote(form, now=now)
    by = {"provider": form.cleaned_data["provider"] if quote.total else Free.name, "actor": request.staff.actor}
    if foresee_booking(asked, now=now).warnings:
        return book_anyway(asked, reason=read_reason(request.POST), **by, now=now)
    return book(asked, **by, now=now)


def _quote(form: StaffBookingForm, *, now: datetime) -> Quote:
    return quote_for(form.booking_request().sale(now=now))


def _effect(request: HttpRequest, form: StaffBookingForm, *, foreseen: Foreseen, now: datetime) -> Effect:
    """What was filled in, what it costs, and which rules it goes over."""
    filled = fingerprint(_kept(request))
    return [form.offering.slug, filled, _quote(form, now=now).total.minor, *foreseen.warnings, "", *foreseen.refusals]


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """The form, to be carried along."""
    return [(name, value) for name, values in request.POST.lists() if name not in _OWN for value in values]


def _effect_page(
    request: HttpRequest,
    form: StaffBookingForm,
    *,
    foreseen: Foreseen,
    refusal: AlmanacError | None,
    now: datetime,
) -> HttpResponse:
    zone = request.organization.timezone
    context = {
        "offering": form.offering,
        "variant": form.chosen_variant,
        "form": form,
        "times": [describe_time(start, end, timezone=zone) for start, end in foreseen.times],
        "foreseen": foreseen,
        "receipt": receipt_for_quote(_quote(form, now=now)),
        "kept": _kept(request),
        "promise": promise(_effect(request, form, foreseen=foreseen, now=now)),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "backoffice/book_effect.html", context, status=refusal.status if refusal else 200)


def _form_page(request: HttpRequest, form: StaffBookingForm, *, refusal: AlmanacError | None) -> HttpResponse:
    context = {
        "offering": form.offering,
        "form": form,
        "refusal": refusal,
        "timezone": request.organization.timezone,
    }
    return render(request, "backoffice/book_form.html", context, status=refusal.status if refusal else 200)
