"""Default deny: a route that does not say who may call it, and how often, stops the start (HARDENING H11)."""

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

from booking.core.limits import FREE

DECLARED = ("actor", "scope", "rate_class")
OURS = ("booking.", "home.", "config.")


@register("urls")
def check_routes(app_configs=None, **kwargs) -> list[Error]:
    """An error for every route of ours whose view leaves out one of DECLARED, or names a limit that is not there."""
    return [error for route, callback in _own_routes(get_resolver()) for error in undeclared(route, callback)]


def require_declared_routes() -> None:
    """For servers that start without manage.py and its checks. Raises ImproperlyConfigured."""
    errors = check_routes()
    if errors:
        raise ImproperlyConfigured(" ".join(str(error.msg) for error in errors))


def undeclared(route: str, callback) -> list[Error]:
    """What the view of one route leaves out."""
    view = _view_of(callback)
    missing = [name for name in DECLARED if not isinstance(getattr(view, name, None), str | Mapping)]
    if missing:
        return [Error(f"The route {route!r} does not declare {', '.join(missing)}.", obj=view, id="api.E001")]
    unknown = sorted(_rate_classes(view) - FREE - set(settings.RATE_LIMITS))
    if unknown:
        return [Error(f"The route {route!r} names unknown limits: {', '.join(unknown)}.", obj=view, id="api.E002")]
    return []


def _rate_classes(view) -> set[str]:
    return {view.rate_class} if isinstance(view.rate_class, str) else set(view.rate_class.values())


def _own_routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Routes that our URL modules list, and views of ours that somebody else's list."""
    is_our_list = getattr(resolver.urlconf_module, "__name__", "").startswith(OURS)
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _own_routes(entry, route)
        elif isinstance(entry, URLPattern) and (is_our_list or _view_of(entry.callback).__module__.startswith(OURS)):
            yield route, entry.callback


def _view_of(callback):
    """Where a route's declarations stand: a class of Django or of REST framework, or the function."""
    return getattr(callback, "view_class", None) or getattr(callback, "cls", callback)
