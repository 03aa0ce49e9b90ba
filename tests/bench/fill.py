"""Rows in bulk, within an installation's environment: `python -m tests.bench.fill entries 1000`."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import django
from django.db import transaction

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from booking.accounts.models import Organization  # noqa: E402 - models need the settings
from booking.calendars.models import Entry, Owner  # noqa: E402
from booking.core.tenancy import acting_for  # noqa: E402

# 13:00 in Zürich; the mornings stay free.
DAY = datetime(2027, 1, 12, 12, 0, tzinfo=UTC)
MONTH, DAYS = datetime(2027, 3, 1, 12, 0, tzinfo=UTC), 31
AFTERNOON = timedelta(hours=6)
BATCH = 5000


def fill_entries(number: int) -> None:
    """So many short entries of the first coach on one day, and as many again over a month."""
    owner = Owner.objects.get(instructor__slug="coach-0")
    save(Entry, _entries(owner, number=number, first=DAY, days=1))
    save(Entry, _entries(owner, number=number, first=MONTH, days=DAYS))


def _entries(owner: Owner, *, number: int, first: datetime, days: int) -> Iterator[Entry]:
    a_day = -(-number // days) or 1
    apart = AFTERNOON / a_day
    for position in range(number):
        day, place = divmod(position, a_day)
        begins = first + timedelta(days=day) + apart * place
        yield Entry(
            owner=owner, starts_at=begins, ends_at=begins + apart / 2, source_kind="blackout", source_id=position
        )


def save(model, rows) -> None:
    model.objects.bulk_create(rows, batch_size=BATCH)


FILLINGS = {"entries": fill_entries}

if __name__ == "__main__":
    with acting_for(Organization.objects.get(slug="bench")), transaction.atomic():
        FILLINGS[sys.argv[1]](*map(int, sys.argv[2:]))
