"""What a booking costs, how far it is paid, and its invoices, credit notes and receipts."""

from contextlib import AbstractContextManager, nullcontext

from rest_framework.response import Response

from booking.api.negotiation import PdfNegotiation
from booking.api.presenters.papers import show_order
from booking.api.shapes.documented import documented, documented_pdf
from booking.api.shapes.papers import OrderPapersShape
from booking.api.views.base import PartyView
from booking.core.private_pages import offer_pdf
from booking.core.tenancy import reading_for_customer
from booking.payments.papers import print_paper
from booking.reservations.models import Booking

_TAG = "Bookings"


class _PaperView(PartyView):
    actor, scope, rate_class = "holder or staff", "bookings:read", "token"

    def seen(self, booking: Booking) -> AbstractContextManager:
        """A customer sees of the papers what is theirs."""
        return nullcontext() if self.staff else reading_for_customer(booking.customer_id)


class OrderView(_PaperView):
    @documented("read_order", answer=OrderPapersShape, problems=[401, 404], tag=_TAG)
    def get(self, request, reference):
        """The order of a booking

        With its lines, how far it is paid, each payment, and the papers: invoices, credit notes and receipts. An
        invoice is issued a moment after the booking was confirmed. The PDF of a paper is at `papers/{number}/` of the
        booking.
        """
        booking = self.find(reference)
        with self.seen(booking):
            return Response(show_order(booking, organization=self.organization))


class PaperView(_PaperView):
    content_negotiation_class = PdfNegotiation

    @documented_pdf("read_paper", problems=[401, 404], tag=_TAG)
    def get(self, request, reference, number):
        """An invoice, a credit note or a receipt, as PDF

        `number` is one of those that the order of the booking lists.
        """
        booking = self.find(reference)
        with self.seen(booking):
            paper, content = print_paper(booking.reference, number=number, organization=self.organization)
        return offer_pdf(content, file_name=paper.file_name)
