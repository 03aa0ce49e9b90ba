"""Where the pages of one booking are."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from booking.reservations.models import Booking


def address_of(name: str, booking: Booking, *, request: HttpRequest, **params: str) -> str:
    """A page of the booking that the request is about, with its secret."""
    query = urlencode({"token": request.GET["token"], **params})
    return f"{reverse(f'portals:{name}', args=[booking.reference])}?{query}"
