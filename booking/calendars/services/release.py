from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Field

from booking.calendars.models import Entry
from booking.calendars.services.occupy import refusing_overlaps
from booking.core.rows.fields import prepare
from booking.core.tenancy import active_organization_id
from booking.core.transactions import require_transaction


def release(source_kind: str, *, source_ids: Iterable[int]) -> int:
    """Give back the time that these sources occupy; returns how many entries went."""
    require_transaction()
    deleted, _ = Entry.objects.filter(source_kind=source_kind, source_id__in=list(source_ids)).delete()
    return deleted


def keep_entries(source_kind: str, *, source_ids: Iterable[int]) -> int:
    """Turn held time into occupied time: it no longer expires; returns how many entries there were."""
    require_transaction()
    ids = list(source_ids)
    if not ids:
        return 0
    statement, asked = _keep_statement(len(ids))
    with connection.cursor() as cursor:
        cursor.execute(statement, prepare(asked, [active_organization_id(), source_kind, *ids]))
        return cursor.rowcount


def ask_for_entries(source_kind: str, *, source_ids: Iterable[int], until: datetime) -> int:
    """Turn held time into time that is asked for: others may ask for it too, and it expires; how many entries."""
    require_transaction()
    asked = Entry.objects.filter(source_kind=source_kind, source_id__in=list(source_ids))
    return asked.update(is_tentative=True, expires_at=until)


def hold_entries(source_kind: str, *, source_ids: Iterable[int], until: datetime) -> int:
    """Hold occupied time until then, or held time for longer; how many entries."""
    require_transaction()
    held = Entry.objects.filter(source_kind=source_kind, source_id__in=list(source_ids))
    return held.update(expires_at=until)


def grant_entries(source_kind: str, *, source_ids: Iterable[int]) -> int:
    """Turn time that was asked for into occupied time; how many entries. The owners must be locked.

    Raises SlotTaken when it is occupied already; then the transaction cannot go on.
    """
    require_transaction()
    asked = Entry.objects.filter(source_kind=source_kind, source_id__in=list(source_ids))
    with refusing_overlaps():
        return asked.update(is_tentative=False, expires_at=None)


@lru_cache(maxsize=100)
def _keep_statement(sources: int) -> tuple[str, list[Field]]:
    """SQL made once: every confirmed appointment asks for it."""
    statement = (
        "UPDATE calendars_entry SET expires_at = NULL "
        f"WHERE organization_id = %s AND source_kind = %s AND source_id IN ({', '.join(['%s'] * sources)})"
    )
    names = ["organization", "source_kind", *["source_id"] * sources]
    return statement, [Entry._meta.get_field(name) for name in names]
