from booking.accounts.authority import Staff
from booking.accounts.models import Membership
from booking.accounts.models.user import Role


def show_member(member: Membership) -> dict[str, object]:
    """A member as managers see them, with what they were lent, offering by offering."""
    lent: dict[tuple[str, str], list[str]] = {}
    for row in member.assistances.all():
        lent.setdefault((row.instructor.slug, row.offering.slug), []).append(row.right)
    return {
        "reference": member.reference,
        "name": member.user.get_full_name(),
        "email": member.user.email,
        "role": member.role,
        "may_create_offerings": Staff(member.user, Role(member.role), member).may_create_offerings,
        "assists": [
            {"instructor": instructor, "offering": offering, "rights": sorted(rights)}
            for (instructor, offering), rights in sorted(lent.items())
        ],
    }
