"""Addresses that work outside the site: in mail and in calendars."""

from django.conf import settings

from booking.accounts.models import Organization


def absolute_url(organization: Organization, path: str) -> str:
    """`path` (from the root) on the organization's own host name, else on the default one."""
    hosts = dict(organization.domains.order_by("-pk").values_list("is_default", "host"))
    host = hosts.get(False) or hosts.get(True) or f"{organization.slug}.localhost"
    scheme = "https" if settings.HTTPS else "http"
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{scheme}://{host}{port}/{path.removeprefix('/')}"
