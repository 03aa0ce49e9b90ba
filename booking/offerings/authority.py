"""Which offerings somebody at work may manage: managers all of them, instructors those they hold."""

from django.db.models import QuerySet

from booking.accounts.authority import Staff
from booking.core.errors import NotFound
from booking.offerings.models import Facilitator, Offering
from booking.people.models import Instructor


def instructor_of(staff: Staff) -> Instructor | None:
    """The profile of whoever is at work; None for people who hold no sessions."""
    if staff.membership is None:
        return None
    return Instructor.objects.filter(membership=staff.membership).first()


def offerings_of(staff: Staff) -> QuerySet[Offering]:
    """The offerings somebody may manage, archived ones included, in no order."""
    if staff.is_manager:
        return Offering.objects.all()
    held = Facilitator.objects.filter(instructor__membership=staff.membership)
    return Offering.objects.filter(pk__in=held.values("offering_id"))


def offering_for_staff(slug: str, *, staff: Staff) -> Offering:
    """Raises NotFound for one that is not within reach, as for one that does not exist."""
    offering = offerings_of(staff).filter(slug=slug).select_related("organization").first()
    if offering is None:
        raise NotFound()
    return offering


def may_manage(staff: Staff, offering: Offering) -> bool:
    """Whether the offering is within reach of whoever is at work."""
    return offerings_of(staff).filter(pk=offering.pk).exists()
