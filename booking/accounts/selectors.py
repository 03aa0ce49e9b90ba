from booking.accounts.models import Domain, Membership, Organization, User
from booking.accounts.models.user import Role
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


def managers() -> list[User]:
    """The owners and admins of the active organization, who are told what concerns all of it."""
    memberships = Membership.objects.filter(role__in=(Role.OWNER, Role.ADMIN), user__is_active=True)
    return [membership.user for membership in memberships.select_related("user").order_by("pk")]
