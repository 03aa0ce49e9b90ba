"""The page on which what is open of a booking is paid, and to which a payer comes back."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.core.clock import now as current_time
from booking.core.private_pages import SeeOther, say_when_to_retry
from booking.notifications.times import describe_start
from booking.payments.facts import PageSources, ProviderAway, ProviderRefused
from booking.payments.models import Payment
from booking.payments.providers import online_provider
from booking.payments.selectors import latest_of, payments_of, waiting_online
from booking.payments.services import begin_payment, host_payment, look_at
from booking.payments.states import PaymentStatus
from booking.portals.addresses import address_of
from booking.portals.faces import booking_page
from booking.portals.hub import meetings_of
from booking.reservations.models import Booking
from booking.reservations.paying import can_be_paid, is_awaiting_payment, payment_to_make
from booking.reservations.selectors import seats_of

_POLICY = (
    "default-src 'self'; img-src 'self' data: https:; object-src 'none'; base-uri 'self'; "
    "script-src 'self' 'nonce-{nonce}' {scripts}; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' {connections}; frame-src 'self' {frames}; form-action 'self'; frame-ancestors 'self'"
)


@booking_page("GET", "HEAD", "POST")
def pay(request: HttpRequest, booking: Booking) -> HttpResponse:
    """GET shows how far it is, and never changes it; POST begins, asks the provider, or goes to its own page."""
    now = current_time()
    if request.method == "POST":
        return _act(request, booking, now=now)
    payments = payments_of(booking.order)
    if not can_be_paid(booking, payments=payments):
        newest = latest_of(payments)
        is_paid = newest is not None and newest.status == PaymentStatus.COMPLETED
        return SeeOther(address_of("done" if is_paid else "manage", booking, request=request))
    return _page(request, booking, payment=waiting_online(payments), now=now)


def _act(request: HttpRequest, booking: Booking, *, now: datetime) -> HttpResponse:
    here = address_of("pay", booking, request=request)
    payment = None
    try:
        if "look" in request.POST:
            payment = waiting_online(payments_of(booking.order))
            if payment is not None:
                look_at(payment, now=now)
            return SeeOther(here)
        payment = payment_to_make(booking, now=now)
        if "hosted" in request.POST:
            back = request.build_absolute_uri(address_of("pay", booking, request=request, returned="1"))
            host_payment(payment, return_url=back, now=now)
        else:
            begin_payment(payment, now=now)
    except (ProviderAway, ProviderRefused) as refusal:
        return _page(request, booking, payment=payment, refusal=refusal, now=now)
    return SeeOther(here)


def _page(
    request: HttpRequest,
    booking: Booking,
    *,
    payment: Payment | None,
    refusal: ProviderAway | ProviderRefused | None = None,
    now: datetime,
) -> HttpResponse:
    handle = payment.handle if payment and payment.status != PaymentStatus.FAILED else {}
    until = booking.hold_expires_at
    context = {
        "booking": booking,
        "offering": booking.offering,
        "meetings": meetings_of(booking, seats=seats_of(booking)),
        "payment": payment,
        "amount": payment.money if payment else None,
        "handle": handle,
        "refusal": refusal,
        "is_processing": payment is not None and payment.status == PaymentStatus.PROCESSING,
        "is_back": "returned" in request.GET and refusal is None and payment is not None,
        "held_until": describe_start(until, timezone=booking.timezone) if until and until > now else "",
        "is_held": until is None or until > now,
        "is_awaiting": is_awaiting_payment(booking),
        "return_url": request.build_absolute_uri(address_of("pay", booking, request=request, returned="1")),
        "pay_url": address_of("pay", booking, request=request),
        "manage_url": address_of("manage", booking, request=request),
    }
    response = render(request, "portals/pay.html", context, status=refusal.status if refusal else 200)
    if refusal is not None:
        say_when_to_retry(response, refusal=refusal)
    provider = online_provider(payment.provider) if payment else None
    if provider is not None:
        response.headers["Content-Security-Policy"] = _policy(provider.page_sources(), nonce=request.csp_nonce)
    return response


def _policy(sources: PageSources, *, nonce: str) -> str:
    """This page alone may load what the provider's fields consist of."""
    return _POLICY.format(
        nonce=nonce,
        scripts=" ".join(sources.scripts),
        connections=" ".join(sources.connections),
        frames=" ".join(sources.frames),
    )
