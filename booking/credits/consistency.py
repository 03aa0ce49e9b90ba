"""What is left of a lot is what its entries say."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from booking.core.consistency import Fault, registry
from booking.credits.models import Entry, Lot


@registry.register("credits_left")
def credits_left(now: datetime) -> Iterator[Fault]:
    """The rest of a lot is the sum of its entries, never below zero nor more than came in."""
    moved = Entry._base_manager.filter(lot=OuterRef("pk")).order_by().values("lot").annotate(all=Sum("delta"))
    lots = Lot.objects.annotate(moved=Coalesce(Subquery(moved.values("all")), 0))
    for lot in lots.exclude(remaining=F("moved"), moved__gte=0, moved__lte=F("granted")).iterator():
        yield Fault(f"lot {lot.source}", f"{lot.moved} left, as its entries say", f"{lot.remaining}")
