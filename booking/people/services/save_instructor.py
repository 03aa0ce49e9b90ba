from collections.abc import Mapping

from booking.accounts.models import Membership
from booking.core.transactions import transactional
from booking.people.models import Instructor


@transactional
def save_instructor(membership: Membership, *, details: Mapping[str, object]) -> Instructor:
    """Make a member's public profile, or change it and make it active again. `details` are its columns.

    Rates are minor units per hour. Raises FieldDoesNotExist for a name that is no column, ValidationError for values
    that do not fit.
    """
    instructor = Instructor.objects.filter(membership=membership).first() or Instructor(membership=membership)
    instructor.email = membership.user.email
    instructor.is_active = True
    for name, value in details.items():
        setattr(instructor, Instructor._meta.get_field(name).name, value)
    instructor.full_clean(exclude=["organization", "membership", "photo"], validate_unique=False)
    instructor.save()
    return instructor


@transactional
def retire_instructor(instructor: Instructor) -> Instructor:
    """Take a profile off the site. What is booked with them stays."""
    if instructor.is_active:
        instructor.is_active = False
        instructor.save(update_fields=["is_active"])
    return instructor
