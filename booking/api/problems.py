"""Errors as RFC 9457 problem documents with a stable `code`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, JsonResponse, UnreadablePostError
from rest_framework import exceptions

from booking.core.errors import AlmanacError, Invalid, Malformed, NotAllowed, NotFound, Unavailable
from booking.core.outages import is_outage

CONTENT_TYPE = "application/problem+json"
NOT_JSON = "Send a JSON object with the header Content-Type: application/json."

# The code of a field's error that makes the whole request malformed (400) instead of unacceptable (422).
MALFORMED = "malformed"


@dataclass(frozen=True)
class Problem:
    """What went wrong with one request. `members` are extension members, `headers` go with the answer."""

    status: int
    code: str
    title: str
    detail: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """The members of RFC 9457 §3.1; `type` points at the explanation in the docs."""
        return {
            "type": f"/api/docs/#error-{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **self.members,
        }


def problem_of(error: Exception) -> Problem | None:
    """The problem an exception means to the client; None for one that nobody expected."""
    if isinstance(error, exceptions.ValidationError):
        return _validation_problem(error)
    if isinstance(error, AlmanacError):
        return refusal_problem(error)
    if isinstance(error, Http404):
        return refusal_problem(NotFound())
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return refusal_problem(NotAllowed())
    if isinstance(error, SuspiciousOperation | UnreadablePostError | exceptions.ParseError):
        return refusal_problem(Malformed())
    if isinstance(error, exceptions.APIException):
        return _protocol_problem(error)
    if is_outage(error):
        return refusal_problem(Unavailable())
    return None


def crash_problem() -> Problem:
    """For what nobody expected: says nothing about the inside."""
    return Problem(500, "internal", "Something broke on our side", "We have been told. Please try again later.")


def respond_with(problem: Problem) -> JsonResponse:
    """The answer outside of REST framework's views."""
    return JsonResponse(
        problem.document(), status=problem.status, content_type=CONTENT_TYPE, headers=dict(problem.headers)
    )


def flatten(errors: object, *, path: str = "") -> Iterator[tuple[str, list[exceptions.ErrorDetail]]]:
    """(field, its errors) of nested serializer errors, the field as in "customer.email" or "sessions[0]"."""
    if isinstance(errors, Mapping):
        for name, inner in errors.items():
            step = f"[{name}]" if isinstance(name, int) else f".{name}"
            yield from flatten(inner, path=path if name == "non_field_errors" else f"{path}{step}".lstrip("."))
    elif errors and not isinstance(errors[0], exceptions.ErrorDetail):
        for position, inner in enumerate(errors):
            yield from flatten(inner, path=f"{path}[{position}]")
    elif errors:
        yield path or "body", list(errors)


def _validation_problem(error: exceptions.ValidationError) -> Problem:
    found = dict(flatten(error.detail))
    bad = {name: list(map(str, errors)) for name, errors in found.items() if any(e.code == MALFORMED for e in errors)}
    if bad:
        named = " ".join(f"{name}: {' '.join(sentences)}" for name, sentences in bad.items())
        problem = Malformed(named)
        return Problem(problem.status, problem.code, problem.title, problem.detail, {"fields": bad})
    return refusal_problem(Invalid(fields={name: list(map(str, errors)) for name, errors in found.items()}))


def refusal_problem(error: AlmanacError) -> Problem:
    """The problem that a refusal of a service is to the client."""
    members = {"fields": error.fields} if isinstance(error, Invalid) else dict(error.extra)
    headers = {} if error.retry_after_seconds is None else {"Retry-After": str(error.retry_after_seconds)}
    return Problem(error.status, error.code, error.title, error.detail, members, headers)


_PROTOCOL: dict[int, tuple[str, str, str]] = {
    401: (
        "not_authenticated",
        "Show that this booking is yours",
        "Send the booking's token in the header Authorization: Booking <token>.",
    ),
    405: ("method_not_allowed", "This cannot be done here", "The header Allow lists the methods of this address."),
    406: ("not_acceptable", "We answer in JSON", "Accept application/json."),
    415: ("unsupported_media_type", "We read JSON only", NOT_JSON),
    429: ("throttled", "Too many requests", "Please wait as long as Retry-After says."),
}


def _protocol_problem(error: exceptions.APIException) -> Problem | None:
    if error.status_code not in _PROTOCOL:
        return None
    headers = {}
    if error.status_code == 401:
        headers["WWW-Authenticate"] = "Booking"
    if error.status_code == 429:
        headers["Retry-After"] = str(int(getattr(error, "wait", None) or 1))
    return Problem(error.status_code, *_PROTOCOL[error.status_code], headers=headers)
