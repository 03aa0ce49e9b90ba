"""Expanding django-scheduler's rules on the wall clock of the recurrence's own zone, and only then to instants.

The library's own way would shift lessons by an hour after a clock change when asked in UTC, read a doubled wall-clock
time as the second one, keep the hour of a first date that a spring gap had moved, and go by another zone database.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from schedule.models import Occurrence as ScheduledOccurrence

from booking.calendars.models import Recurrence
from booking.core.errors import Invalid
from booking.core.timezones import instant_at, wall_clock

# A gap moves a wall-clock time by less than a day.
_MARGIN = timedelta(days=1)


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
    event = recurrence.event
    length = event.end - event.start
    first, last = (wall_clock(instant, recurrence.timezone).replace(tzinfo=None) for instant in (after, before))
    walls = recurrence.wall_starts().between(first - _MARGIN, last + _MARGIN, inc=True)
    starts = [instant_at(wall, recurrence.timezone) for wall in walls]
    found = {start: Occurrence(original=start, start=start, end=start + length) for start in starts}
    for changed in event.occurrence_set.all():
        found.pop(changed.original_start, None)
        if not changed.cancelled:
            found[changed.original_start] = Occurrence(changed.original_start, changed.start, changed.end)
    occurrences = [occurrence for occurrence in found.values() if after <= occurrence.start < before]
    if len(occurrences) > settings.MOST_OCCURRENCES:
        raise Invalid(
            f"More than {settings.MOST_OCCURRENCES} dates in one go.", fields={"schedule": ["too many dates"]}
        )
    return sorted(occurrences, key=lambda occurrence: occurrence.start)


def scheduled_on(recurrence: Recurrence, *, day: date) -> ScheduledOccurrence | None:
    """The library's own object, to skip or to move, of what the rule gives for a local date."""
    walls = recurrence.wall_starts().between(datetime.combine(day, time()), datetime.combine(day, time.max), inc=True)
    if not walls:
        return None
    event = recurrence.event
    start = instant_at(walls[0], recurrence.timezone)
    times = {"original_start": start, "original_end": start + (event.end - event.start)}
    changed = event.occurrence_set.filter(original_start=start).first()
    return changed or ScheduledOccurrence(
        event=event, start=times["original_start"], end=times["original_end"], **times
    )
