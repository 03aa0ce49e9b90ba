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
from booking.offerings.models import Facilitator, Offering, Variant  # noqa: E402
from booking.people.models import Instructor  # noqa: E402
from booking.scheduling.models import Series, Session, SessionFacilitator  # noqa: E402
from tests.bench.history import fill_history  # noqa: E402
from tests.bench.saving import save  # noqa: E402

# 13:00 in Zürich; the mornings stay free.
DAY = datetime(2027, 1, 12, 12, 0, tzinfo=UTC)
MONTH, DAYS = datetime(2027, 3, 1, 12, 0, tzinfo=UTC), 31
AFTERNOON = timedelta(hours=6)
FIRST_WEEK, WEEKS = datetime(2027, 1, 4, 9, 0, tzinfo=UTC), 30


def fill_entries(*numbers: int) -> None:
    """So many short entries of the first coach, the second ... on one day, and as many again over a month."""
    for coach, number in enumerate(numbers):
        owner = Owner.objects.get(instructor__slug=f"coach-{coach}")
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


def fill_series(number: int) -> None:
    """So many weekly classes of their own, as materialised rows."""
    teacher = Instructor.objects.get(slug="tea-cher")
    made = [
        Offering(slug=f"weekly-{n}", kind="class", name=f"Weekly {n}", lengths=[60], capacity=20) for n in range(number)
    ]
    offerings = save(Offering, made)
    price = {"name": "Seat", "price": 2000, "currency": "CHF", "vat_rate": 0, "scope": "date"}
    save(Variant, [Variant(offering=offering, slug="seat", **price) for offering in offerings])
    save(Facilitator, [Facilitator(offering=offering, instructor=teacher) for offering in offerings])
    pattern = {"starts": "2027-01-05", "at": "10:00", "repeat": {"every": 1, "unit": "week"}}
    rows = [Series(offering=o, pattern=pattern, timezone="Europe/Zurich", minutes=60) for o in offerings]
    sessions = save(Session, [_meeting(series, week) for series in save(Series, rows) for week in range(WEEKS)])
    save(SessionFacilitator, [SessionFacilitator(session=session, instructor=teacher) for session in sessions])


def _meeting(series: Series, week: int) -> Session:
    begins = FIRST_WEEK + timedelta(weeks=week, days=series.pk % 7, hours=series.pk % 10)
    return Session(
        offering_id=series.offering_id,
        series=series,
        original_starts_at=begins,
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        timezone=series.timezone,
        capacity=20,
    )


FILLINGS = {"entries": fill_entries, "series": fill_series, "history": fill_history}

if __name__ == "__main__":
    with acting_for(Organization.objects.get(slug="bench")), transaction.atomic():
        FILLINGS[sys.argv[1]](*map(int, sys.argv[2:]))
