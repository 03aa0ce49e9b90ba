"""Routes as somebody might forget to declare them: in a list of ours, and a view of ours in somebody else's list."""

from types import SimpleNamespace

from django.urls import include, path
from django.views.generic import View

from booking.api.views.base import PublicView
from booking.core.limits import declares


class Silent(PublicView):
    __module__ = "booking.api.views.silent"


class Foreign(View):
    __module__ = "elsewhere"


@declares(actor="anyone", scope="nothing", rate_class={"GET": "read", "POST": "sometimes"})
def unknown(request):
    """Names a limit that does not exist."""


unknown.__module__ = "home.views"


def _list(name, *routes):
    return SimpleNamespace(__name__=name, urlpatterns=list(routes))


urlpatterns = [
    path("", include(_list("elsewhere.urls", path("silent/", Silent.as_view()), path("foreign/", Foreign.as_view())))),
    path("own/", include(_list("home.urls", path("silent/", Foreign.as_view())))),
    path("unknown/", unknown),
]
