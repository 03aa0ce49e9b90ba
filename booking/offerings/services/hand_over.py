from booking.core.transactions import require_transaction
from booking.offerings.models import Facilitator, Offering
from booking.people.models import Instructor


def replace_facilitator(offering: Offering, *, giver: Instructor, taker: Instructor) -> None:
    """Have an offering held by somebody else in the giver's place; who holds it already takes the better of two places.

    Its sessions are the room's above to hand over.
    """
    require_transaction()
    links = Facilitator.objects.filter(offering=offering)
    positions = dict(links.values_list("instructor_id", "position"))
    links.filter(instructor=giver).delete()
    best = min(positions.get(taker.pk, positions[giver.pk]), positions[giver.pk])
    Facilitator.objects.update_or_create(offering=offering, instructor=taker, defaults={"position": best})
