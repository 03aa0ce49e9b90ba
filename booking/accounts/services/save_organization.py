from collections.abc import Mapping

from booking.accounts.models import Organization
from booking.core.transactions import transactional


@transactional
def save_organization(slug: str, *, details: Mapping[str, object]) -> Organization:
    """Make the organization, or change it. `details` are its columns; what is not named stays as it is.

    Raises FieldDoesNotExist for a name that is no column, ValidationError for values that do not fit.
    """
    organization = Organization.objects.filter(slug=slug).first() or Organization(slug=slug)
    for name, value in details.items():
        setattr(organization, Organization._meta.get_field(name).name, value)
    organization.full_clean()
    organization.save()
    return organization
