"""Default deny: a route that does not say who may call it, and how often, stops the start (HARDENING H11)."""

from collections.abc import Iterator

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

DECLARED = ("actor", "scope", "rate_class")


@register("urls")
def check_routes(app_configs=None, **kwargs) -> list[Error]:
    """An error for every route of this room whose view leaves out one of DECLARED."""
    return [error for route, callback in _routes(get_resolver().url_patterns) for error in undeclared(route, callback)]


def undeclared(route: str, callback) -> list[Error]:
    """What the view of one route leaves out; nothing for views of other rooms."""
    view = getattr(callback, "view_class", callback)
    if not view.__module__.startswith("booking.api."):
        return []
    missing = [name for name in DECLARED if not isinstance(getattr(view, name, None), str)]
    if not missing:
        return []
    return [Error(f"The route {route!r} does not declare {', '.join(missing)}.", obj=view, id="api.E001")]


def _routes(patterns: list, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback
