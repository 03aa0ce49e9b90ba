"""Where rate limits are enforced: once, for every face, by what the view of the route declares."""

from collections.abc import Callable, Iterator, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.api.problems import refusal_problem, respond_with
from booking.core.clock import now
from booking.core.errors import TooManyRequests
from booking.core.gate import fold_identity
from booking.core.limits import FREE, Charge, by_address, rate_class_for, spend
from booking.core.private_pages import keep_private, say_when_to_retry
from booking.core.wording import wait_label

# Views that are not ours and where somebody could guess: their classes, and the field that names the account.
GUESSABLE = {
    "wagtailadmin_login": ("sign-in", "username"),
    "wagtailcore_login": ("sign-in", "username"),
    "wagtailcore_authenticate_with_password": ("sign-in", ""),
    "wagtaildocs_authenticate_with_password": ("sign-in", ""),
    "wagtailadmin_password_reset": ("password-reset", "email"),
    "wagtailadmin_password_reset_confirm": ("sign-in", ""),
}
# Whoever holds one of these is known by it.
_BY_TOKEN = {"token", "booking"}
_CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


class RateLimitMiddleware:
    """Counts a request before its view runs, and answers for those who asked too often."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        try:
            spend(list(charges_for(request, view, kwargs)), now=now())
        except TooManyRequests as refusal:
            return refuse(request, view, refusal=refusal)

    def process_exception(self, request, exception):
        """For pages that find out for themselves that a request is a search."""
        if isinstance(exception, TooManyRequests):
            return refuse(request, None, refusal=exception)


def charges_for(request: HttpRequest, view: Callable, kwargs: Mapping[str, object]) -> Iterator[Charge]:
    """Whose limits a request counts for: its address, and the account or token it names."""
    declared = rate_class_for(view, method=request.method)
    if declared is None:
        yield from _foreign_charges(request)
    elif declared not in FREE:
        yield Charge(declared, by_address(request))
        if declared in _BY_TOKEN and (token := _token_of(request, kwargs)):
            yield Charge(declared, f"token {token}")


def refuse(request: HttpRequest, view: Callable | None, *, refusal: TooManyRequests) -> HttpResponse:
    """A problem document for programs; for people a page that says when to come back, and keeps what they typed."""
    if request.path.startswith("/api/"):
        return respond_with(refusal_problem(refusal))
    keeps = request.method == "POST" and view is not None and rate_class_for(view, method="POST") is not None
    context = {
        "wait": wait_label(refusal.retry_after_seconds),
        "typed": [(name, value) for name, values in request.POST.lists() for value in values] if keeps else [],
        "again_url": request.get_full_path(),
        "can_follow": request.method in {"GET", "HEAD"},
    }
    response = render(request, "429.html", context, status=refusal.status)
    return say_when_to_retry(keep_private(response), refusal=refusal)


def _foreign_charges(request: HttpRequest) -> Iterator[Charge]:
    """Reading in the admin is free; what could be guessed is counted strictly, every other change generously."""
    if request.method not in _CHANGES:
        return
    rate_class, field = GUESSABLE.get(request.resolver_match.view_name, ("change", ""))
    yield Charge(rate_class, by_address(request))
    account = fold_identity(request.POST.get(field, "")) if field else ""
    if account:
        yield Charge(f"{rate_class}.account", account)


def _token_of(request: HttpRequest, kwargs: Mapping[str, object]) -> str:
    given = request.headers.get("Authorization", "").partition(" ")[2].strip()
    return given or request.GET.get("token", "") or str(kwargs.get("token", ""))
