from collections.abc import Callable, Mapping

from django.core.signals import got_request_exception
from django.utils.log import log_response
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from booking.accounts.authority import Staff
from booking.accounts.rights import task_of
from booking.api.authentication import BookingToken, StaffSession, StaffToken
from booking.api.documentation import ApiSchema
from booking.api.inputs.strict import StrictQuery
from booking.api.negotiation import JsonNegotiation
from booking.api.parsers import StrictJSONParser
from booking.api.problems import CONTENT_TYPE, crash_problem, problem_of
from booking.core.clock import now
from booking.core.errors import Malformed, NotAllowed, NotFound
from booking.core.idempotency import once
from booking.reservations.authority import booking_for_staff
from booking.reservations.models import Booking
from booking.reservations.selectors import booking_by_token


class PublicView(APIView):
    """An address anybody may ask: JSON in and out, no cookies, errors as problem documents.

    Subclasses declare `actor` (who may call), `scope` (what it touches) and `rate_class` (how dear a call is);
    start-up fails on one that does not (booking.api.checks).
    """

    is_private = False
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    parser_classes = (StrictJSONParser,)
    content_negotiation_class = JsonNegotiation
    metadata_class = None
    schema = ApiSchema()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.now = now()
        self.organization = getattr(request, "organization", None)
        if self.organization is None:
            raise NotFound("No studio lives at this address yet.")
        # Django reads no body of unknown length and would take it for an empty one.
        if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
            raise Malformed("Send the header Content-Length; we do not read chunked bodies.")

    def read_query(self, query: type[StrictQuery]) -> dict[str, object]:
        """The parameters of the address. Raises ValidationError."""
        return query.read(self.request.query_params, context=self.context)

    @property
    def context(self) -> Mapping[str, object]:
        return {"organization": self.organization}

    def once(self, name: str, *, body: object, produce: Callable[[], dict[str, object]]) -> dict[str, object]:
        """What `produce` answers, once for an Idempotency-Key. Raises Invalid for a key that came with another body."""
        key = self.request.headers.get("Idempotency-Key")
        return once(name, key=key, body=body, now=self.now, produce=produce)

    def options(self, request, *args, **kwargs):
        return Response(status=204)

    def handle_exception(self, exc):
        problem = problem_of(exc)
        if problem is None:
            return self._answer_crash(exc)
        return _respond(problem)

    def _answer_crash(self, error: Exception) -> Response:
        """What nobody expected stays a 500 that is logged with its traceback."""
        got_request_exception.send(sender=type(self), request=self.request._request)
        response = _respond(crash_problem())
        log_response(
            "Internal Server Error: %s",
            self.request.path,
            response=response,
            request=self.request._request,
            exception=error,
        )
        return response


class PrivateView(PublicView):
    """An address for those who say who they are. What it answers is never stored on the way."""

    is_private = True

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not request.auth:
            raise NotAuthenticated()
        if self.staff and not self.staff.has_scope(self.scope):
            raise NotAllowed(f"This token does not cover {self.scope}.")

    @property
    def staff(self) -> Staff | None:
        """Who is at work; None when the holder of a booking asks."""
        return at_work(self.request, scope=self.scope)

    @property
    def default_response_headers(self):
        return {**super().default_response_headers, **PRIVATE}


class StaffView(PrivateView):
    """An address for those who work for the studio."""

    authentication_classes = (StaffToken, StaffSession)


class ManagerView(StaffView):
    """An address for owners and admins; to other staff it says so, whatever it is asked about."""

    actor = "manager"

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not self.staff.is_manager:
            raise NotAllowed("Only the studio's owners and admins may do this.")


class PartyView(PrivateView):
    """An address of one booking, for whoever holds its token and for the staff it concerns."""

    authentication_classes = (BookingToken, StaffToken, StaffSession)

    @property
    def actor_label(self) -> str:
        """What the audit log calls whoever asks."""
        return self.staff.actor if self.staff else "customer"

    def find(self, reference: str, *, query: type[StrictQuery] = StrictQuery) -> Booking:
        """The booking, if it is any business of theirs. Raises NotFound."""
        self.read_query(query)
        if self.staff:
            return booking_for_staff(reference, staff=self.staff)
        return booking_by_token(reference, self.request.auth)


def at_work(request: Request, *, scope: str) -> Staff | None:
    """Who of the staff asks, about to do what the route declares; None for everybody else."""
    staff = request.auth
    return staff.about_to(task_of(scope, method=request.method)) if isinstance(staff, Staff) else None


# HARDENING H15
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin"}


def _respond(problem) -> Response:
    response = Response(
        problem.document(), status=problem.status, content_type=CONTENT_TYPE, headers=dict(problem.headers)
    )
    response.exception = True
    return response
