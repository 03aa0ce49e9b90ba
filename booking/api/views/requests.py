from collections.abc import Callable

from rest_framework.response import Response

from booking.api.inputs.requests import AcceptInput, DeclineInput, MessageInput, ProposeInput, RequestsQuery
from booking.api.inputs.strict import StrictSerializer, read_body
from booking.api.pagination import PAGE_SIZE, read_page
from booking.api.presenters.requests import show_requests
from booking.api.shapes.bookings import BookingShape
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.shapes.requests import RequestPageShape
from booking.api.views.base import StaffView
from booking.api.views.bookings import OneBookingView
from booking.reservations.asking import BY_DEADLINE, BY_MOMENT, answered_requests, waiting_requests
from booking.reservations.models import Booking
from booking.reservations.services import (
    accept_proposal,
    approve_booking,
    decline_booking,
    decline_proposals,
    propose_times,
    write_message,
)
from booking.reservations.states import Side

_TAG = "Requests"
_ANSWER = {"answer": BookingShape, "problems": [401, 403, 404, 409, 422], "tag": _TAG}


class RequestsView(StaffView):
    actor, scope, rate_class = "staff", "bookings:read", "token"

    @documented(
        "list_requests", answer=RequestPageShape, problems=[401, 403, 422], parameters=[RequestsQuery], tag=_TAG
    )
    def get(self, request):
        """Who waits for an answer

        The next deadline first. With `state=answered` those that came to something or to nothing, the oldest first.
        """
        query = self.read_query(RequestsQuery)
        is_answered = query.get("state") == "answered"
        page = read_page(
            answered_requests(self.staff) if is_answered else waiting_requests(self.staff),
            keys=BY_MOMENT if is_answered else BY_DEADLINE,
            name="answered requests" if is_answered else "requests",
            request=request,
            cursor=query.get("cursor", ""),
            size=query.get("page_size", PAGE_SIZE),
        )
        return Response(page.show(show_requests(page.rows, address=request.build_absolute_uri)))


class _PartyToRequest(OneBookingView):
    """Either side of a request, each with the same verbs."""

    @property
    def whoever_asks(self) -> dict[str, str]:
        side = Side.STAFF if self.staff else Side.CUSTOMER
        return {"side": side, "actor": self.actor_label, "now": self.now}

    def answer_once(self, verb: str, booking: Booking, act: Callable[[], Booking]) -> Response:
        """Act once for an Idempotency-Key."""
        return Response(
            self.once(f"{verb}:{booking.reference}", body=self.request.data, produce=lambda: self.shown(act()))
        )


class _AnswerView(_PartyToRequest):
    """For the staff alone."""

    authentication_classes = StaffView.authentication_classes


class ApproveView(_AnswerView):
    actor, scope, rate_class = "staff", "bookings:answer", "change"

    @documented("approve_request", **_ANSWER)
    def post(self, request, reference):
        """Say yes to a request

        Confirms it and asks for its payment. When somebody else has the time by now, the problem `slot_taken` names
        times that are free instead in `alternatives`. Approving what is confirmed already changes nothing.
        """
        booking = self.find(reference)
        read_body(StrictSerializer, request.data or {}, context=self.context)
        return self.show(approve_booking(booking, actor=self.staff.actor, now=self.now))


class DeclineView(_AnswerView):
    actor, scope, rate_class = "staff", "bookings:answer", "change"

    @documented(
        "decline_request",
        **_ANSWER,
        request=DeclineInput,
        example={"reason": "I am away that week."},
    )
    def post(self, request, reference):
        """Say no to a request

        The customer is told the reason. Declining what is declined already changes nothing.
        """
        booking = self.find(reference)
        values = read_body(DeclineInput, request.data, context=self.context)
        return self.show(decline_booking(booking, actor=self.staff.actor, reason=values["reason"], now=self.now))


class ProposeView(_PartyToRequest):
    actor, scope, rate_class = "holder or staff", "bookings:answer", "booking"

    @documented(
        "propose_times",
        **_ANSWER,
        request=ProposeInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"starts_at": ["2027-03-02T10:00:00+01:00", "2027-03-03T14:00:00+01:00"]},
    )
    def post(self, request, reference):
        """Propose other times

        One to three times instead of the one asked for, held until `held_until`; what was proposed before is given up.
        Staff may propose whenever those who are needed are free, customers what is offered to them.
        """
        booking = self.find(reference)
        values = read_body(ProposeInput, request.data, context=self.context)
        return self.answer_once(
            "propose", booking, lambda: propose_times(booking, starts=values["starts_at"], **self.whoever_asks)
        )


class AcceptView(_PartyToRequest):
    actor, scope, rate_class = "holder or staff", "bookings:answer", "booking"

    @documented(
        "accept_time",
        **_ANSWER,
        request=AcceptInput,
        example={"starts_at": "2027-03-02T10:00:00+01:00"},
    )
    def post(self, request, reference):
        """Accept a proposed time

        The appointment moves there and is confirmed in one step; the other times are free again. Accepting the same
        time again changes nothing.
        """
        booking = self.find(reference)
        values = read_body(AcceptInput, request.data, context=self.context)
        return self.show(accept_proposal(booking, starts_at=values["starts_at"], **self.whoever_asks))


class DeclineTimesView(_PartyToRequest):
    actor, scope, rate_class = "holder or staff", "bookings:answer", "booking"

    @documented("decline_times", **_ANSWER)
    def post(self, request, reference):
        """None of the proposed times

        They are free again, and what was asked for waits on.
        """
        booking = self.find(reference)
        read_body(StrictSerializer, request.data or {}, context=self.context)
        return self.show(decline_proposals(booking, **self.whoever_asks))


class _MessageView(_PartyToRequest):
    def write(self, reference: str) -> Response:
        booking = self.find(reference)
        values = read_body(MessageInput, self.request.data, context=self.context)
        return self.answer_once(
            "message", booking, lambda: write_message(booking, text=values["text"], **self.whoever_asks)
        )


class AskView(_MessageView):
    authentication_classes = StaffView.authentication_classes
    actor, scope, rate_class = "staff", "bookings:answer", "change"

    @documented(
        "ask_question",
        **_ANSWER,
        request=MessageInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"text": "Have you had lessons before?"},
    )
    def post(self, request, reference):
        """Ask the customer something

        Before a request is answered. Both sides get time to reply.
        """
        return self.write(reference)


class AnswerView(_MessageView):
    actor, scope, rate_class = "holder or staff", "bookings:answer", "booking"

    @documented(
        "answer_question",
        **_ANSWER,
        request=MessageInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"text": "Yes, for two years."},
    )
    def post(self, request, reference):
        """Answer what the other side asked"""
        return self.write(reference)
