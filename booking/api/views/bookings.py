from contextlib import nullcontext

from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from booking.accounts.authority import Staff
from booking.api.authentication import StaffToken
from booking.api.inputs.bookings import BookingInput, QuoteInput
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.presenters.bookings import show_booking, show_paying, with_parts
from booking.api.presenters.quotes import show_dates, show_quote, show_times
from booking.api.purchases import (
    at_offered_price,
    check_dates,
    find_facilitator,
    find_purchase,
    make_request,
    make_staff_request,
)
from booking.api.shapes.bookings import BookingShape, NewBookingShape, QuoteShape
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.views.base import PRIVATE, PartyView, PublicView, at_work
from booking.core.errors import Invalid, NotAllowed
from booking.core.tenancy import reading_for_customer
from booking.notifications.times import describe_start
from booking.offerings.models import Offering
from booking.payments.providers import registry as providers
from booking.payments.selectors import payments_of, waiting_online
from booking.people.models import Instructor
from booking.people.selectors import viewer_by_link
from booking.pricing.sales import Sale
from booking.pricing.selectors import quote_for
from booking.reservations.alternatives import chosen_dates
from booking.reservations.cadence import Wish
from booking.reservations.ground import zone_of
from booking.reservations.models import Booking
from booking.reservations.overlaps import overlapping_sessions
from booking.reservations.pack_dates import pack_dates
from booking.reservations.paying import begin_quietly
from booking.reservations.selectors import STAFF_SOURCE, booking_by_token, desk_url, has_booked, manage_url
from booking.reservations.services import BookingRequest, PlacedBooking, book, book_anyway

_TAG = "Bookings"
_ACTOR = "customer"
_WISHED = ("skip", "rest", "repeat")
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

        Nothing is kept. `quote` brings this price back: a booking of just the same that sends it along until
        `expires_at` costs that, whatever prices have become. It holds neither places nor uses of a code. Without it
        the price of a booking is computed again when it is made. `coupon` takes a code, and with an `email` it is
        looked at whether it is for that person. With `starts_at` it says which of the
        times can be had, those included that follow from the first of a pack, and with `session` or `sessions` which of
        the dates. For each that cannot, `alternatives` are free times of the same week, or dates with places. To book
        with some replaced or left out, send all the times you want as `starts_at`, or all the dates as `sessions`, with
        `rest` if the others are chosen later. Weekly lessons (`repeat`) are priced per lesson or per term, as the
        variant's `price_per` says; those left out of a term that is paid as a whole are chosen later.
        """
        self.read_query(StrictQuery)
        values = read_body(QuoteInput, request.data, context=self.context)
        variant = find_purchase(values, organization=self.organization, moment=request.moment, now=self.now)
        check_dates(values, variant=variant)
        offering, asked = variant.offering, {name: values[name] for name in _WISHED if name in values}
        wish = Wish(variant, values.get("starts_at", ()), **asked)
        who = find_facilitator(offering, slug=values["instructor"]) if "instructor" in values else None
        dates = self._times(values, wish, instructor=who) if wish.starts_at else self._dates(values, offering)
        sale = self._sale(values, wish, instructor=who)
        return Response(show_quote(quote_for(sale), sale=sale, dates=dates))

    def _sale(self, values: dict[str, object], wish: Wish, *, instructor: Instructor | None) -> Sale:
        places, charged, sessions = values.get("quantity", 1), 1, wish.variant.sessions
        if wish.is_weekly and wish.starts_at:
            zone = zone_of(wish.variant.offering, instructor=instructor)
            charged, sessions = wish.charged(zone=zone), wish.bought(zone=zone)
        return Sale(
            variant=wish.variant,
            now=self.now,
            people=places,
            pieces=places * charged,
            sessions=sessions,
            length=values.get("length"),
            instructor=instructor,
            viewer=viewer_by_link(values.get("connection", "")),
            code=values.get("coupon", ""),
            email=values.get("email", ""),
            has_booked=has_booked,
        )

    def _times(
        self, values: dict[str, object], wish: Wish, *, instructor: Instructor | None
    ) -> list[dict[str, object]]:
        """The times that were named, with what is free instead of those that cannot be had."""
        timezone = values.get("timezone", self.organization.timezone)
        found = pack_dates(
            wish.variant.offering,
            wish,
            length=values.get("length"),
            instructor=instructor,
            viewer=viewer_by_link(values.get("connection", "")),
            timezone=timezone,
            now=self.now,
        )
        return show_times(found, timezone=timezone)

    def _dates(self, values: dict[str, object], offering: Offering) -> list[dict[str, object]]:
        """The same for dates."""
        timezone = values.get("timezone", self.organization.timezone)
        named = [values["session"]] if "session" in values else values.get("sessions", [])
        places = values.get("quantity", 1)
        found = chosen_dates(offering, references=named, places=places, now=self.now) if named else []
        return show_dates(found, timezone=timezone)


class BookingsView(PublicView):
    actor, scope, rate_class = "anyone", "bookings:make", "booking"
    authentication_classes = (StaffToken,)

    @documented(
        "make_booking",
        answer=NewBookingShape,
        status=201,
        problems=[401, 403, 409, 422],
        request=BookingInput,
        parameters=[IDEMPOTENCY_KEY],
        example=_BOOKING,
        tag=_TAG,
    )
    def post(self, request):
        """Book

        Takes the places or times and confirms the booking in one step. Send an `Idempotency-Key` of your own choice:
        the same request sent again then gives the same answer instead of a second booking.

        What a provider carries out, such as `card`, is paid first where something is due now: the booking is `reserved`
        until then, and `payment.next` has what the provider's fields need, and a page on which it can be paid.

        With an access token of the staff it is booked on the customer's behalf, and its source is `staff`. With
        `overrule` and a `reason` they go over prerequisites, registration, hours, notice and limits, never over what is
        taken; `warnings` say which rules these were.
        """
        self.read_query(StrictQuery)
        staff = self._staff()
        values = read_body(BookingInput, request.data, context=self.context)
        if values["payment"]["provider"] not in providers:
            raise Invalid(fields={"payment.provider": [f"One of: {', '.join(providers.names())}."]})
        answer = self.once(
            "bookings",
            body=request.data,
            produce=lambda: self._book(values, staff=staff),
        )
        answer["payment"] = self._ready_to_pay(answer)
        location = request.build_absolute_uri(f"{request.path}{answer['reference']}/")
        return Response(answer, status=201, headers={"Location": location, **PRIVATE})

    def _staff(self) -> Staff | None:
        """Who books for somebody else. Raises NotAuthenticated for no known token, NotAllowed for a narrow one."""
        staff = at_work(self.request, scope=self.scope)
        if staff is None and self.request.headers.get("Authorization", "").lower().startswith("bearer"):
            raise NotAuthenticated()
        if staff and not staff.has_scope(self.scope):
            raise NotAllowed(f"This token does not cover {self.scope}.")
        return staff

    def _book(self, values: dict[str, object], *, staff: Staff | None) -> dict[str, object]:
        around = {"organization": self.organization, "moment": self.request.moment, "now": self.now}
        if staff is None and values.get("source") == STAFF_SOURCE:
            raise Invalid(fields={"source": ["Only the studio's own staff books as staff."]})
        asked = make_staff_request(values, staff=staff, **around) if staff else make_request(values, **around)
        asked = at_offered_price(asked, values, now=self.now)
        placed = self._place(asked, values, staff=staff)
        url = self.request.build_absolute_uri(manage_url(placed.booking, token=placed.token))
        shown = show_booking(placed.booking, organization=self.organization, manage_url=url)
        overlaps = overlapping_sessions(placed.booking) if staff else []
        zone = placed.booking.timezone
        warnings = [f"{row.offering.name}: {describe_start(row.starts_at, timezone=zone)}" for row in overlaps]
        return {**shown, "token": placed.token, "warnings": [*placed.warnings, *warnings]}

    def _ready_to_pay(self, answer: dict[str, object]) -> dict[str, object]:
        """The payment of a booking, after its provider was told of it; the booking is made, whatever that comes to."""
        payment = answer["payment"]
        if payment["next"] is None or payment["next"]["kind"] != "pay":
            return payment
        booking = booking_by_token(answer["reference"], answer["token"])
        begin_quietly(booking, now=self.now)
        waiting = waiting_online(payments_of(booking.order))
        return {**payment, "next": show_paying(waiting, url=payment["next"]["url"]) if waiting else None}

    def _place(self, asked: BookingRequest, values: dict[str, object], *, staff: Staff | None) -> PlacedBooking:
        by = {"provider": values["payment"]["provider"], "actor": staff.actor if staff else _ACTOR, "now": self.now}
        if not values.get("overrule"):
            return book(asked, **by, code=values["payment"].get("code", ""))
        if staff is None:
            raise NotAllowed("Only the studio may go over the rules.")
        return book_anyway(asked, reason=values.get("reason", ""), **by)


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
