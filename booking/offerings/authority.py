"""Which offerings somebody at work may manage: managers all of them, instructors those they hold, assistants those that
an instructor's right to the task at hand was lent to them for (REQUIREMENTS ORG-3)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.accounts.authority import Staff
from booking.accounts.rights import rights_for
from booking.core.errors import NotFound
from booking.offerings.models import Assistance, Facilitator, Offering
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
    within = Q(pk__in=held.values("offering_id"))
    if staff.is_assistant:
        still = Facilitator.objects.filter(offering=OuterRef("offering"), instructor=OuterRef("instructor"))
        within |= Q(pk__in=lent_to(staff).filter(Exists(still)).values("offering_id"))
    return Offering.objects.filter(within)


def lent_to(staff: Staff) -> QuerySet[Assistance]:
    """What an assistant was trusted with for the task at hand; nothing without a task."""
    return Assistance.objects.filter(membership=staff.membership, right__in=rights_for(staff.task))


def offering_for_staff(slug: str, *, staff: Staff) -> Offering:
    """Raises NotFound for one that is not within reach, as for one that does not exist."""
    offering = offerings_of(staff).filter(slug=slug).select_related("organization").first()
    if offering is None:
        raise NotFound()
    return offering


def may_manage(staff: Staff, offering: Offering) -> bool:
    """Whether the offering is within reach of whoever is at work."""
    return offerings_of(staff).filter(pk=offering.pk).exists()


def instructors_for(staff: Staff, offering: Offering) -> list[Instructor]:
    """In whose name whoever is at work acts in an offering, the lead first; all who hold it unless they assist."""
    held = Instructor.objects.filter(facilitator_links__offering=offering)
    if staff.is_assistant:
        lent = lent_to(staff).filter(offering=offering)
        held = held.filter(Q(membership=staff.membership) | Q(pk__in=lent.values("instructor_id")))
    return list(held.order_by("facilitator_links__position", "facilitator_links__pk"))
