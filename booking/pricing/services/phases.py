from collections.abc import Iterable

from booking.core.transactions import transactional
from booking.offerings.models import Variant
from booking.pricing.models import PhasePlaces


@transactional
def save_phases(variants: Iterable[Variant]) -> None:
    """Keep count of the places of phases that are for so many people; what was taken stays taken.

    A phase never has fewer places than that, whatever it says by now. One that is gone keeps its row and holds no more.
    """
    variants = list(variants)
    known = {
        (row.variant_id, row.name): row
        for row in PhasePlaces.objects.select_for_update().filter(variant__in=variants).order_by("pk")
    }
    for variant in variants:
        for stored in variant.phases:
            if stored["places"] is not None:
                row = known.get((variant.pk, stored["name"])) or PhasePlaces(variant=variant, name=stored["name"])
                row.most_uses = max(stored["places"], row.used)
                row.save()
