from collections.abc import Iterable
from dataclasses import replace

from booking.calendars.models import Entry
from booking.calendars.services.occupy import Occupation, occupy
from booking.core.transactions import require_transaction


def hand_entries(handed: Iterable[tuple[Entry, Occupation | None]]) -> None:
    """Put occupations of another owner in the place of entries, held or asked for as those were; None for nothing.

    All or none, both owners locked. Raises SlotTaken when the database refuses one that overlaps.
    """
    require_transaction()
    handed = list(handed)
    Entry.objects.filter(pk__in=[entry.pk for entry, _ in handed]).delete()
    occupy(
        replace(wanted, expires_at=entry.expires_at, is_tentative=entry.is_tentative)
        for entry, wanted in handed
        if wanted
    )
