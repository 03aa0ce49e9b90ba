"""Which page answers an address, kept for as long as no page changes.

Finding it takes Wagtail a query and more for each part of the path. Only what everybody is shown alike goes this way:
a page under a view restriction, a draft, a search and whoever is signed in go Wagtail's own.
"""

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from booking.core.answers import shared_address
from booking.core.changes import Keeper, Topic
from booking.core.clock import now

if TYPE_CHECKING:
    from booking.pages.models import SitePage

_PAGE = "wagtail_serve"
_MOST_ROUTES = 2000
_routes: Keeper["SitePage"] = Keeper(topics=(Topic.CATALOGUE,), most=_MOST_ROUTES)


class KeptRoutesMiddleware:
    """Stands behind the middleware that knows the host's organization."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        address = shared_address(request)
        is_page = request.resolver_match.view_name == _PAGE
        kept = _routes.find(address, now=now()) if address and is_page else None
        if kept is None:
            return None
        # What is kept belongs to all threads.
        page = copy.copy(kept)
        return page.serve(request) if page.is_same_for_all(request) else None


def keep_route(page: "SitePage", *, request: HttpRequest) -> None:
    """For a page that Wagtail has found for this request, with what was read of it so far."""
    address = shared_address(request)
    if not address or _routes.find(address, now=now()) or page.get_view_restrictions():
        return
    _routes.keep(address, copy.copy(page), organization_id=request.organization.pk, moment=request.moment)
