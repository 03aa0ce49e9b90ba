from booking.accounts.models import Organization
from booking.api.presenters.values import show_money
from booking.people.models import Instructor


def show_instructor(instructor: Instructor, *, organization: Organization) -> dict[str, object]:
    """A public profile; rates are per hour, for a group per person."""
    rates = {"one_to_one": instructor.hourly_one_to_one, "group": instructor.hourly_group}
    return {
        "slug": instructor.slug,
        "name": instructor.name,
        "job_title": instructor.job_title,
        "specializations": instructor.specializations,
        "bio": instructor.bio,
        "timezone": instructor.timezone,
        "hourly_rate": {
            name: None if minor is None else show_money(organization.money(minor)) for name, minor in rates.items()
        },
    }
