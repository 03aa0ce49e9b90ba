"""Nobody and nothing is in two places at once."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Max, RowRange, Window

from booking.calendars.models import Entry
from booking.core.consistency import Fault, registry


@registry.register("overlapping_entries")
def overlapping_entries(now: datetime) -> Iterator[Fault]:
    """An entry begins when all earlier ones of its owner have ended; tentative ones share their time."""
    earlier = Window(
        Max("ends_at"),
        partition_by="owner_id",
        order_by=[F("starts_at").asc(), F("pk").asc()],
        frame=RowRange(end=-1),
    )
    overlapping = (
        Entry.objects.filter(is_tentative=False).annotate(busy_until=earlier).filter(busy_until__gt=F("starts_at"))
    )
    for entry in overlapping.select_related("owner").iterator():
        yield Fault(
            f"entry #{entry.pk} of {entry.owner} for {entry.source_kind} #{entry.source_id}",
            f"to begin at {entry.busy_until.isoformat()} or later",
            f"begins at {entry.starts_at.isoformat()}",
        )
