"""What every page of a site shows around its content."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from booking.pages.presentation.addresses import path_of, site_root


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
    """The live pages below the site's root that are shown in menus; at most two queries."""
    root = site_root(request)
    if root is None or getattr(request, "organization", None) is None:
        return []
    items = []
    for page in root.get_children().live().in_menu().order_by("path"):
        url = path_of(page, root=root)
        items.append(NavigationItem(page.title, url, is_current=request.path.startswith(url)))
    return items
