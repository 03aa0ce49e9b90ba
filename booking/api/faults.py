"""Answers to what no view caught: the database is away, something broke, or a request cannot even be routed."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader

from booking.api.problems import Problem, crash_problem, refusal_problem, respond_with
from booking.core.errors import Malformed, Unavailable
from booking.core.outages import is_outage


def answer_fault(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, 500 for what is our mistake; neither needs the database."""
    error = sys.exc_info()[1]
    if isinstance(error, Unavailable) or is_outage(error):
        return _answer(request, refusal_problem(Unavailable()))
    return _answer(request, crash_problem())


def answer_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A host we do not serve, too many fields, a form nobody could read."""
    return _answer(request, refusal_problem(Malformed()))


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem document in the API, elsewhere a page that is made of its template alone."""
    if request.path.startswith("/api/"):
        return respond_with(problem)
    page = loader.get_template(f"{problem.status}.html").render()
    return HttpResponse(page, status=problem.status, headers={"Cache-Control": "no-store", **problem.headers})
