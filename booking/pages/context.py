"""What every page of a site shows around its content."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from booking.core.changes import CATALOGUE, Keeper
from booking.core.clock import now
from booking.pages.presentation.addresses import path_of, site_root

_MOST_MENUS = 1000
_menus: Keeper[list[tuple[str, str]]] = Keeper(reads=CATALOGUE, most=_MOST_MENUS)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    title: str
    url: str
    is_current: bool


def site_context(request: HttpRequest) -> dict:
    """The organization, and the navigation, which is read only when a template asks for it."""
    return {
        "organization": getattr(request, "organization", None),
        "navigation": SimpleLazyObject(lambda: navigation_of(request)),
    }


def navigation_of(request: HttpRequest) -> list[NavigationItem]:
    """The live pages below the site's root that are shown in menus, kept until a page changes."""
    organization = getattr(request, "organization", None)
    if organization is None:
        return []
    host = request.get_host()
    entries = _menus.find(host, now=now())
    if entries is None:
        entries = _menu_of(request)
        _menus.keep(host, entries, organization_id=organization.pk, moment=request.moment)
    return [NavigationItem(title, url, is_current=request.path.startswith(url)) for title, url in entries]


def _menu_of(request: HttpRequest) -> list[tuple[str, str]]:
    """At most two queries."""
    root = site_root(request)
    if root is None:
        return []
    pages = root.get_children().live().in_menu().order_by("path")
    return [(page.title, path_of(page, root=root)) for page in pages]
