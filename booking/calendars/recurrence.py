"""Expanding django-scheduler's rules, always with bounds in the calendar's own zone and with a cap.

Three of the library's ways are corrected here: bounds in UTC would shift lessons by an hour after a clock change; a
doubled wall-clock time would become the second one; and lists of weekdays shrink to the weekday of the first date.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from booking.calendars.models import Recurrence
from booking.calendars.models.recurrences import RuledEvent
from booking.core.errors import Invalid
from booking.core.timezones import instant_at, wall_clock


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of a recurrence, in UTC. `original` is the start the rule gave it before it was moved."""

    original: datetime
    start: datetime
    end: datetime


def expand(recurrence: Recurrence, *, after: datetime, before: datetime) -> list[Occurrence]:
    """Occurrences that start within [after, before), in order; skipped ones are left out, moved ones are moved.

    Raises Invalid when there are more than settings.MOST_OCCURRENCES.
    """
    occurrences = [
        _occurrence(found, timezone=recurrence.timezone)
        for found in raw_occurrences(recurrence, after=after, before=before)
        if not found.cancelled
    ]
    if len(occurrences) > settings.MOST_OCCURRENCES:
        raise Invalid(
            f"More than {settings.MOST_OCCURRENCES} dates in one go.", fields={"schedule": ["too many dates"]}
        )
    return sorted((o for o in occurrences if after <= o.start < before), key=lambda o: o.start)


def raw_occurrences(recurrence: Recurrence, *, after: datetime, before: datetime) -> list:
    """The library's own occurrence objects, cancelled ones included, with bounds in the recurrence's zone."""
    event = RuledEvent.objects.select_related("rule").get(pk=recurrence.event_id)
    return event.get_occurrences(
        wall_clock(after, recurrence.timezone), wall_clock(before, recurrence.timezone), clear_prefetch=False
    )


def _occurrence(found, *, timezone: str) -> Occurrence:
    original = _first_of_doubled(found.original_start, timezone=timezone)
    start = original if found.start == found.original_start else found.start
    return Occurrence(original=original, start=start, end=start + (found.end - found.start))


def _first_of_doubled(instant: datetime, *, timezone: str) -> datetime:
    return instant_at(wall_clock(instant, timezone).replace(tzinfo=None), timezone)
