"""Every request acts for the organization that owns its host name."""

from booking.accounts.selectors import organization_for_host
from booking.core.tenancy import acting_for


class OrganizationMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.organization = organization_for_host(request.get_host())
        if request.organization is None:
            return self.get_response(request)
        with acting_for(request.organization):
            return self.get_response(request)
