"""What all pages of the till have in common: their headers, their refusals, and how a form is trusted."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from booking.core.errors import AlmanacError, NotFound
from booking.core.limits import RateClass, declares
from booking.core.private_pages import check_form, keep_private, say_when_to_retry

View = Callable[..., HttpResponse]


def till_page(*methods: str, rate_class: RateClass) -> Callable[[View], View]:
    """A page of the till that answers these methods; refusals become pages, and nothing of it is stored anywhere.

    The CSRF cookie is not used: the till knows nobody by cookie or session, so a forged request would carry no
    authority that its sender lacks. Every POST needs a signed form token instead, which also works in a frame on
    somebody else's site, where browsers withhold cookies.
    """

    def decorate(view: View) -> View:
        @declares(actor="anyone", scope="checkout", rate_class=rate_class)
        @csrf_exempt
        @require_http_methods(methods)
        @wraps(view)
        def run(request: HttpRequest, slug: str, **kwargs: str) -> HttpResponse:
            try:
                check_form(request)
                response = view(request, slug, **kwargs)
            except NotFound:
                response = render(request, "404.html", status=404)
            except AlmanacError as refusal:
                response = _refuse(request, slug, refusal=refusal)
            return keep_private(response)

        return run

    return decorate


def _refuse(request: HttpRequest, slug: str, *, refusal: AlmanacError) -> HttpResponse:
    context = {"refusal": refusal, "again_url": reverse("checkout:choose", args=[slug])}
    response = render(request, "checkout/problem.html", context, status=refusal.status)
    return say_when_to_retry(response, refusal=refusal)
