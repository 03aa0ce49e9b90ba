"""Invoices, credit notes and receipts of a booking, and how far it is paid."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from booking.core.private_pages import offer_pdf
from booking.payments.overview import overview_of
from booking.payments.papers import papers_about, print_paper
from booking.payments.selectors import payments_of
from booking.portals.faces import booking_page
from booking.reservations.models import Booking


@booking_page("GET", "HEAD")
def download(request: HttpRequest, booking: Booking, number: str) -> HttpResponse:
    paper, content = print_paper(booking.reference, number=number, organization=booking.organization)
    return offer_pdf(content, file_name=paper.file_name)


def paper_context(request: HttpRequest, booking: Booking) -> dict[str, object]:
    """What the manage page shows of them, each with its address."""
    query = urlencode({"token": request.GET["token"]})
    papers = papers_about(booking.reference, organization=booking.organization)
    return {
        "papers": [
            (paper, f"{reverse('portals:paper', args=[booking.reference, paper.number])}?{query}") for paper in papers
        ],
        "paying": overview_of(booking.order, payments=payments_of(booking.order), organization=booking.organization),
    }
