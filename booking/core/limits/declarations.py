"""What every route says of itself: who may call it, what it touches, and which limit counts its requests."""

from collections.abc import Callable, Mapping
from typing import TypeVar

View = TypeVar("View", bound=Callable)

# Classes of requests that nobody counts.
FREE = frozenset({"read", "probe"})

# A class of settings.RATE_LIMITS or of FREE, or one per method.
RateClass = str | Mapping[str, str]


def declares(*, actor: str, scope: str, rate_class: RateClass) -> Callable[[View], View]:
    """Decorates a view that is a function; classes have attributes of the same names."""

    def decorate(view: View) -> View:
        view.actor, view.scope, view.rate_class = actor, scope, rate_class
        return view

    return decorate


def rate_class_for(view: Callable, *, method: str) -> str | None:
    """The class that a request belongs to; None when the view declares none. Asking what is allowed costs nothing."""
    owner = getattr(view, "view_class", None) or getattr(view, "cls", view)
    declared = getattr(owner, "rate_class", None)
    if declared is None or isinstance(declared, str):
        return "read" if declared and method == "OPTIONS" else declared
    return declared.get("GET" if method == "HEAD" else method, "read")
