from collections.abc import Iterable

from booking.calendars.models import Entry
from booking.core.transactions import require_transaction


def release(source_kind: str, *, source_ids: Iterable[int]) -> int:
    """Give back the time that these sources occupy; returns how many entries went."""
    require_transaction()
    deleted, _ = Entry.objects.filter(source_kind=source_kind, source_id__in=list(source_ids)).delete()
    return deleted


def keep_entries(source_kind: str, *, source_ids: Iterable[int]) -> int:
    """Turn held time into occupied time: it no longer expires."""
    require_transaction()
    return Entry.objects.filter(source_kind=source_kind, source_id__in=list(source_ids)).update(expires_at=None)
