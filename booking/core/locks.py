"""Row locks. Lock what you are about to use up, never to give something back; late, before the check, sorted.

One call per transaction. Where the rows of a second call depend on the first, models still come in the order of their
labels: orders, owners, payments, bookings, sessions.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from django.db.models import Model

from booking.core.rows import select_to_lock
from booking.core.transactions import require_transaction

Row = TypeVar("Row", bound=Model)


def lock(rows: Iterable[Row]) -> dict[Row, Row]:
    """Lock the rows `FOR UPDATE` in one sorted order and return each with its values as they are now.

    SQLite needs no row locks: its transactions begin IMMEDIATE, so the writer is alone already. Test builds without
    protection get their rows back as they are, stale or not.
    Raises RuntimeError outside a transaction, LookupError when a row is gone.
    """
    require_transaction()
    if settings.UNSAFE_WITHOUT_PROTECTION:
        return {row: row for row in rows}
    by_model: dict[type[Row], set[int]] = defaultdict(set)
    rows = list(rows)
    for row in rows:
        by_model[type(row)].add(row.pk)
    fresh: dict[tuple[type[Row], int], Row] = {}
    for model in sorted(by_model, key=lambda model: model._meta.label):
        fresh |= {(model, row.pk): row for row in select_to_lock(model, {"pk": sorted(by_model[model])})}
    try:
        return {row: fresh[type(row), row.pk] for row in rows}
    except KeyError as gone:
        raise LookupError(f"a row to be locked is gone: {gone}") from None
