"""What machines read about a site: its colours, the sitemap and the robots file."""

from django.contrib.sitemaps.views import sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from booking.core.limits import declares
from booking.pages.sitemaps import PublicPages

PRIVATE_PATHS = ("/admin/", "/book/", "/booking/", "/api/")


@declares(actor="anyone", scope="pages:read", rate_class="read")
@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def show_brand(request: HttpRequest) -> HttpResponse:
    """The studio's colours as design tokens; the address changes with them, so it may be kept for ever."""
    if request.organization is None:
        raise Http404
    brand = request.organization.brand
    names = ("primary", "on_primary", "primary_strong", "accent", "on_accent", "tint")
    tokens = "".join(f"--brand-{name.replace('_', '-')}:{getattr(brand, name)};" for name in names)
    return HttpResponse(f":root{{{tokens}}}\n", content_type="text/css; charset=utf-8")


@declares(actor="anyone", scope="pages:read", rate_class="read")
@require_safe
def show_sitemap(request: HttpRequest) -> HttpResponse:
    return sitemap(request, sitemaps={"pages": PublicPages(request)})


@declares(actor="anyone", scope="pages:read", rate_class="read")
@require_safe
def show_robots(request: HttpRequest) -> HttpResponse:
    """See RFC 9309."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE_PATHS), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
