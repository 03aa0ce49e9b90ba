"""Blackouts keep what they say free, and nothing else."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from booking.availability.models import Blackout
from booking.availability.rules import merge
from booking.calendars.models import Entry
from booking.calendars.models.entries import BLACKOUT
from booking.core.consistency import Fault, registry


@registry.register("blackout_time")
def blackout_times(now: datetime) -> Iterator[Fault]:
    """The entries of a blackout make up its time without a gap, and no entry is left of one that was lifted."""
    written: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for entry in Entry.objects.filter(source_kind=BLACKOUT).iterator():
        written[entry.source_id].append((entry.starts_at, entry.ends_at))
    for blackout in Blackout.objects.select_related("owner").iterator():
        found = merge(written.pop(blackout.pk, []))
        if found != [blackout.bounds]:
            yield Fault(f"blackout #{blackout.pk} of {blackout}", "entries for all of its time", f"{len(found)} parts")
    for source, spans in written.items():
        yield Fault(f"blackout #{source}", "no entries, for it was lifted", f"{len(spans)}")
