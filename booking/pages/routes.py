"""Which page answers an address, kept for as long as no page changes.

Finding it takes Wagtail two queries for each part of the path, and here three in all. Only what everybody is shown
alike goes this way: a page under a view restriction, an alias, a draft, a search and whoever is signed in go Wagtail's
own.
"""

import copy
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction

from booking.core.answers import shared_address
from booking.core.changes import CATALOGUE, Keeper
from booking.core.clock import now
from booking.pages.presentation.addresses import site_root

if TYPE_CHECKING:
    from booking.pages.models import SitePage

_PAGE = "wagtail_serve"
_MOST_ROUTES = 2000
_routes: Keeper["SitePage"] = Keeper(reads=CATALOGUE, most=_MOST_ROUTES)


class KeptRoutesMiddleware:
    """Stands behind the middleware that knows the host's organization."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        address = shared_address(request)
        if not address or request.organization is None or request.resolver_match.view_name != _PAGE:
            return None
        kept = _routes.find(address, now=now())
        if kept is None:
            kept = _find_page(request, path=args[0])
            if kept is None:
                return None
            _routes.keep(address, kept, organization_id=request.organization.pk, moment=request.moment)
        # What is kept belongs to all threads.
        page = copy.copy(kept)
        return page.serve(request) if page.is_same_for_all(request) else None


def _find_page(request: HttpRequest, *, path: str) -> "SitePage | None":
    """The page that Wagtail would find for anybody at the path; None where it is for Wagtail to say."""
    root = site_root(request)
    # Never one organization's pages on the host of another: a site's root page says whose it is.
    if root is None or not hasattr(root.specific_class, "organization"):
        return None
    way = _way_to(root, slugs=[slug for slug in path.split("/") if slug])
    if not way or way[root.depth - 1].studio_id != request.organization.pk or not all(map(_is_plain, way)):
        return None
    found, model = way[-1], way[-1].specific_class
    # A page of another kind, or below the root one that routes on its own, is not served from here.
    is_ours = hasattr(model, "read_along") and (found.pk == root.pk or model.route is Page.route)
    if not found.live or not is_ours:
        return None
    return model._default_manager.select_related(*model.read_along).filter(pk=found.pk).first()


def _way_to(root: Page, *, slugs: Sequence[str]) -> list[Page]:
    """The pages from the tree's root through the site's `root` to the one below it, by one query; none for a gap."""
    above = [root.path[: root.steplen * depth] for depth in range(1, root.depth)]
    urls = [root.url_path + "".join(f"{slug}/" for slug in slugs[:count]) for count in range(len(slugs) + 1)]
    pages = Page.objects.filter(Q(path__in=above) | Q(path__startswith=root.path, url_path__in=urls)).annotate(
        is_restricted=Exists(PageViewRestriction.objects.filter(page=OuterRef("pk"))),
        studio_id=F(f"{root.specific_class._meta.model_name}__organization_id"),
    )
    way = list(pages.order_by("path"))
    return way if [page.depth for page in way] == list(range(1, root.depth + len(urls))) else []


def _is_plain(page: Page) -> bool:
    """Whether everybody may see it, and what is below it, as it is; an alias has the restrictions of its source."""
    return not page.is_restricted and page.alias_of_id is None and page.specific_class is not None
