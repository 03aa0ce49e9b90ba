"""What all pages about one booking have in common: how it is found, and that nobody else ever sees it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from booking.core.errors import AlmanacError, NotFound
from booking.core.limits import declares
from booking.core.private_pages import check_form, keep_private, say_when_to_retry
from booking.core.tenancy import reading_for_customer
from booking.reservations.models import Booking
from booking.reservations.selectors import booking_by_token, manage_url

View = Callable[..., HttpResponse]


def booking_page(*methods: str) -> Callable[[View], View]:
    """A page of the booking whose secret is in the query; a wrong one looks like no booking at all.

    The CSRF cookie is not used: the secret in the address is the only authority, and a forged request lacks it.
    """

    def decorate(view: View) -> View:
        @declares(actor="holder", scope="bookings", rate_class={"GET": "token", "POST": "booking"})
        @csrf_exempt
        @require_http_methods(methods)
        @wraps(view)
        def run(request: HttpRequest, reference: str, **named: str) -> HttpResponse:
            booking = None
            try:
                check_form(request)
                booking = booking_by_token(reference, request.GET.get("token", ""))
                with _as_much_as_needed(request, booking):
                    response = view(request, booking, **named)
            except NotFound:
                response = render(request, "404.html", status=404)
            except AlmanacError as refusal:
                context = {"refusal": refusal, "again_url": manage_url(booking) if booking else ""}
                response = render(request, "portals/problem.html", context, status=refusal.status)
                say_when_to_retry(response, refusal=refusal)
            return keep_private(response)

        return run

    return decorate


def _as_much_as_needed(request: HttpRequest, booking: Booking) -> AbstractContextManager:
    """A page that is only read reads what its customer may see, whatever it asks for."""
    return nullcontext() if request.method == "POST" else reading_for_customer(booking.customer_id)
