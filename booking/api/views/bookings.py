from contextlib import nullcontext

from rest_framework.response import Response

from booking.api.inputs.bookings import BookingInput, QuoteInput
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.presenters.bookings import show_booking, with_parts
from booking.api.presenters.quotes import show_quote
from booking.api.purchases import check_dates, find_purchase, make_request
from booking.api.shapes.bookings import BookingShape, NewBookingShape, QuoteShape
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.views.base import PRIVATE, PartyView, PublicView
from booking.core.errors import Invalid
from booking.core.idempotency import once
from booking.core.tenancy import reading_for_customer
from booking.payments.providers import registry as providers
from booking.pricing.selectors import quote_for
from booking.reservations.models import Booking
from booking.reservations.selectors import desk_url, manage_url
from booking.reservations.services import book

_TAG = "Bookings"
_ACTOR = "customer"
_QUOTE = {"offering": "coaching", "variant": "single", "quantity": 1}
_BOOKING = {
    "offering": "coaching",
    "variant": "single",
    "starts_at": "2027-03-01T10:00:00+01:00",
    "timezone": "Europe/Zurich",
    "customer": {"name": "Eve Muster", "email": "eve@example.com"},
    "answers": {"goals": "Sleep better", "consent": True},
    "payment": {"provider": "transfer"},
}


class QuotesView(PublicView):
    actor, scope, rate_class = "anyone", "quotes:make", "quote"

    @documented("make_quote", answer=QuoteShape, problems=[422], request=QuoteInput, example=_QUOTE, tag=_TAG)
    def post(self, request):
        """What something costs

        Nothing is kept. The price of a booking is computed again when it is made.
        """
        self.read_query(StrictQuery)
        values = read_body(QuoteInput, request.data, context=self.context)
        variant = find_purchase(values, organization=self.organization, moment=request.moment, now=self.now)
        check_dates(values, variant=variant)
        return Response(show_quote(quote_for(variant, quantity=values.get("quantity", 1))))


class BookingsView(PublicView):
    actor, scope, rate_class = "anyone", "bookings:make", "booking"

    @documented(
        "make_booking",
        answer=NewBookingShape,
        status=201,
        problems=[409, 422],
        request=BookingInput,
        parameters=[IDEMPOTENCY_KEY],
        example=_BOOKING,
        tag=_TAG,
    )
    def post(self, request):
        """Book

        Takes the places or times and confirms the booking in one step. Send an `Idempotency-Key` of your own choice:
        the same request sent again then gives the same answer instead of a second booking.
        """
        self.read_query(StrictQuery)
        values = read_body(BookingInput, request.data, context=self.context)
        if values["payment"]["provider"] not in providers:
            raise Invalid(fields={"payment.provider": [f"One of: {', '.join(providers.names())}."]})
        answer = once(
            "bookings",
            key=request.headers.get("Idempotency-Key"),
            body=request.data,
            now=self.now,
            produce=lambda: self._book(values),
        )
        location = request.build_absolute_uri(f"{request.path}{answer['reference']}/")
        return Response(answer, status=201, headers={"Location": location, **PRIVATE})

    def _book(self, values: dict[str, object]) -> dict[str, object]:
        placed = book(
            make_request(values, organization=self.organization, moment=self.request.moment, now=self.now),
            provider=values["payment"]["provider"],
            actor=_ACTOR,
            now=self.now,
        )
        url = self.request.build_absolute_uri(manage_url(placed.booking, token=placed.token))
        shown = show_booking(placed.booking, organization=self.organization, manage_url=url)
        return {**shown, "token": placed.token}


class OneBookingView(PartyView):
    """What answers with a booking as it is now."""

    def show(self, booking: Booking) -> Response:
        return Response(self.shown(booking))

    def shown(self, booking: Booking) -> dict[str, object]:
        path = desk_url(booking) if self.staff else manage_url(booking, token=self.request.auth)
        url = self.request.build_absolute_uri(path)
        return show_booking(with_parts(booking), organization=self.organization, manage_url=url)


class BookingView(OneBookingView):
    actor, scope, rate_class = "holder or staff", "bookings:read", "token"

    @documented("read_booking", answer=BookingShape, problems=[401, 404], tag=_TAG)
    def get(self, request, reference):
        """A booking

        For whoever holds its token, and for the staff it concerns.
        """
        booking = self.find(reference)
        with nullcontext() if self.staff else reading_for_customer(booking.customer_id):
            return self.show(booking)
