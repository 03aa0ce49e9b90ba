from booking.accounts.models import Domain, Organization
from booking.core.tenancy import acting_for_everyone
from booking.core.transactions import transactional


@transactional
def save_domains(organization: Organization) -> list[Domain]:
    """Give the organization the host `<slug>.localhost`; the first on the installation answers every other host too.

    Hosts that are there already stay as they are.
    """
    hosts = {f"{organization.slug}.localhost": False}
    with acting_for_everyone():
        if not Domain.objects.filter(is_default=True).exists():
            hosts = {"localhost": True, **hosts}
        known = set(Domain.objects.filter(host__in=hosts).values_list("host", flat=True))
    return [
        Domain.objects.create(organization=organization, host=host, is_default=is_default)
        for host, is_default in hosts.items()
        if host not in known
    ]
