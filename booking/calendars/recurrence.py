"""Expanding django-scheduler's rules on the wall clock of the recurrence's own zone, and only then to instants.

The library's own way would shift lessons by an hour after a clock change when asked in UTC, read a doubled wall-clock
time as the second one, keep the hour of a first date that a spring gap had moved, and go by another zone database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings

from booking.calendars.models import Recurrence
from booking.calendars.models.recurrences import wall_times
from booking.core.errors import Invalid
from booking.core.timezones import instant_at, wall_clock

# A gap moves a wall-clock time by less than a day.
_MARGIN = timedelta(days=1)
# A rule that gives nothing for so long gives nothing: leap days come every eighth year at the latest.
_LONGEST_WAIT = timedelta(days=9 * 366)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of a recurrence, in UTC. `wall` is what the rule says, naive, on the clocks of its zone."""

    wall: datetime
    start: datetime
    end: datetime


def expand(recurrence: Recurrence, *, after: datetime, before: datetime) -> list[Occurrence]:
    """Occurrences that start within [after, before), in order.

    Raises Invalid when there are more than settings.MOST_OCCURRENCES.
    """
    first, last = (wall_clock(instant, recurrence.timezone).replace(tzinfo=None) for instant in (after, before))
    walls = recurrence.wall_starts().between(first - _MARGIN, last + _MARGIN, inc=True)
    occurrences = [found for found in _occurrences(recurrence, walls) if after <= found.start < before]
    if len(occurrences) > settings.MOST_OCCURRENCES:
        raise Invalid(
            f"More than {settings.MOST_OCCURRENCES} dates in one go.", fields={"schedule": ["too many dates"]}
        )
    return sorted(occurrences, key=lambda occurrence: occurrence.start)


def occurrences_on(recurrence: Recurrence, *, days: Iterable[date]) -> list[Occurrence]:
    """What the rule gives for these local dates."""
    rule = recurrence.wall_starts()
    spans = [(datetime.combine(day, time()), datetime.combine(day, time.max)) for day in days]
    return _occurrences(recurrence, [wall for first, last in spans for wall in rule.between(first, last, inc=True)])


def _occurrences(recurrence: Recurrence, walls: Iterable[datetime]) -> list[Occurrence]:
    length = recurrence.event.end - recurrence.event.start
    starts = [(wall, instant_at(wall, recurrence.timezone)) for wall in walls]
    return [Occurrence(wall, start, start + length) for wall, start in starts]


def first_time(frequency: str, *, params: str, first: datetime, until: date | None) -> datetime | None:
    """The first wall-clock time that a rule would give, None if it gives none. Raises ValueError for no rule at all."""
    latest = (first + _LONGEST_WAIT).date()
    # RFC 5545, 3.3.10: a rule has either UNTIL or COUNT, and for the first one the count does not matter.
    params = ";".join(part for part in params.split(";") if not part.startswith("count:"))
    times = wall_times(frequency, params=params, first=first, until=min(until or latest, latest))
    return next(iter(times), None)
