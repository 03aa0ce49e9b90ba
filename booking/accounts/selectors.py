from booking.accounts.models import Domain, Organization
from booking.core.tenancy import acting_for_everyone


def organization_for_host(host: str) -> Organization | None:
    """The organization that answers a host name, whatever its port and final dot; the default one for unknown hosts.

    None on an installation without organizations.
    """
    name = host.lower() if host.endswith("]") else host.lower().rsplit(":", 1)[0].rstrip(".")
    domains = Domain.objects.select_related("organization")
    with acting_for_everyone():
        found = {domain.host: domain for domain in domains.filter(host=name)}
        domain = found.get(name) or domains.filter(is_default=True).first()
    return domain.organization if domain else None
