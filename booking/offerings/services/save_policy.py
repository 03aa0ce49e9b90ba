from collections.abc import Mapping

from booking.core.transactions import transactional
from booking.offerings.models import Policy


@transactional
def save_policy(slug: str, *, details: Mapping[str, object]) -> Policy:
    """Make a policy, or change it for bookings to come. `details` are its columns; fees are minor units.

    Raises FieldDoesNotExist for a name that is no column.
    """
    policy = Policy.objects.filter(slug=slug).first() or Policy(slug=slug)
    for name, value in details.items():
        setattr(policy, Policy._meta.get_field(name).name, value)
    policy.save()
    return policy
