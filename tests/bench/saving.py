"""Many rows at once."""

from collections.abc import Iterable

BATCH = 5000


def save(model, rows: Iterable) -> list:
    """The rows with their keys."""
    return model.objects.bulk_create(list(rows), batch_size=BATCH)
