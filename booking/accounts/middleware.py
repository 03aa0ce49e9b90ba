"""Every request acts for the organization that owns its host name."""

import copy

from booking.accounts.models import Organization
from booking.accounts.selectors import organization_for_host
from booking.core.changes import CATALOGUE, Keeper, versions
from booking.core.clock import now
from booking.core.tenancy import acting_for

_MOST_HOSTS = 1000

hosts: Keeper[Organization] = Keeper(reads=CATALOGUE, most=_MOST_HOSTS)


class OrganizationMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Whoever looked already, on the way here, looked early enough.
        request.moment = getattr(request, "moment", None) or versions.look()
        request.organization = _organization_for(request.get_host(), moment=request.moment)
        if request.organization is None:
            return self.get_response(request)
        with acting_for(request.organization):
            return self.get_response(request)


def _organization_for(host: str, *, moment: int) -> Organization | None:
    """A copy for each request, because what is kept belongs to all threads."""
    found = hosts.find(host, now=now())
    if found is None:
        found = organization_for_host(host)
        if found is not None:
            hosts.keep(host, found, organization_id=found.pk, moment=moment)
    return copy.copy(found)
