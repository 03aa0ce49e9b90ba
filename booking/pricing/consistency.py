"""What was used is what uses say."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from booking.core.consistency import Fault, registry
from booking.pricing.models import Coupon, PhasePlaces, Referral, Use

_COUNTED = {"coupon": Coupon, "referral": Referral, "phase": PhasePlaces}


@registry.register("price_uses")
def price_uses(now: datetime) -> Iterator[Fault]:
    """Codes and phases count each use that was not given back, and no other."""
    for name, model in _COUNTED.items():
        open_uses = Use._base_manager.filter(given_back_at=None, **{name: OuterRef("pk")}).order_by().values(name)
        counted = open_uses.annotate(times=Sum("count")).values("times")
        rows = model.objects.annotate(times=Coalesce(Subquery(counted), 0)).exclude(used=F("times"))
        for row in rows.iterator():
            yield Fault(f"{model._meta.verbose_name} {row}", f"{row.times} used, as its uses say", f"{row.used}")
