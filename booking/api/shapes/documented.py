"""Decorating an endpoint with what the OpenAPI document says about it."""

from collections.abc import Callable, Sequence

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from booking.api.problems import CONTENT_TYPE
from booking.api.shapes.values import PROBLEMS, ProblemShape

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[ -~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="1 to 255 printable ASCII characters of your choice",
)

# Any endpoint may answer these.
_ALWAYS = (400, 429, 503)
_DONE = {201: "It is made. The same again for a repeated Idempotency-Key."}


def documented(
    operation: str,
    *,
    answer: type[serializers.Serializer],
    status: int = 200,
    problems: Sequence[int] = (),
    request: type[serializers.Serializer] | None = None,
    parameters: Sequence[type[serializers.Serializer] | OpenApiParameter] = (),
    example: dict[str, object] | None = None,
    tag: str,
) -> Callable:
    """`operation` is the operationId; summary and description come from the docstring of the method."""
    answers: dict = {status: OpenApiResponse(answer, description=_DONE.get(status, "The answer."))}
    answers |= _refusals(problems)
    examples = [OpenApiExample("A request", value=example, request_only=True)] if example else []
    return extend_schema(
        operation_id=operation,
        tags=[tag],
        request=request,
        responses=answers,
        parameters=list(parameters),
        examples=examples,
    )


def documented_pdf(operation: str, *, problems: Sequence[int] = (), tag: str) -> Callable:
    """The same for an endpoint that answers with a PDF."""
    pdf = {(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, description="The file.")}
    return extend_schema(operation_id=operation, tags=[tag], responses=pdf | _refusals(problems))


def _refusals(problems: Sequence[int]) -> dict:
    return {
        (code, CONTENT_TYPE): OpenApiResponse(ProblemShape, description=PROBLEMS[code])
        for code in sorted({*_ALWAYS, *problems})
    }
