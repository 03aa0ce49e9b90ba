"""What all pages of the desk have in common: who is at work, and how a refusal is told."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from booking.accounts.authority import staff_of
from booking.accounts.rights import task_of
from booking.core.errors import AlmanacError, NotFound
from booking.core.limits import declares
from booking.core.private_pages import check_form, keep_private, say_when_to_retry

View = Callable[..., HttpResponse]


def staff_page(*methods: str, scope: str) -> Callable[[View], View]:
    """A page for those who work for the host's organization, called with `request.staff` set.

    To everybody else who may enter the admin it is not there. A refusal is shown with a way back.
    """

    def decorate(view: View) -> View:
        @declares(actor="staff", scope=scope, rate_class={"GET": "read", "POST": "change"})
        @require_http_methods(methods)
        @wraps(view)
        def run(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            staff = staff_of(request.user) if request.organization else None
            if staff is None:
                raise Http404
            request.staff = staff.about_to(task_of(scope, method=request.method))
            try:
                check_form(request)
                response = view(request, *args, **kwargs)
            except NotFound as missing:
                raise Http404 from missing
            except AlmanacError as refusal:
                context = {"refusal": refusal, "back_url": request.path}
                response = render(request, "backoffice/problem.html", context, status=refusal.status)
                say_when_to_retry(response, refusal=refusal)
            return keep_private(response)

        return run

    return decorate
