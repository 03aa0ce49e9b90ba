from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from booking.availability.models import DayException, Schedule, WeeklyWindow
from booking.availability.rules import Window, WorkingHours
from booking.people.models import Instructor


@dataclass(frozen=True, slots=True)
class Working:
    """An instructor's hours, ready for the slot function, and the rules they set for being booked."""

    hours: WorkingHours
    schedule: Schedule


def working_of(
    instructors: Iterable[Instructor], *, first: date, last: date, country: str, place: str = ""
) -> dict[int, Working]:
    """By instructor id, for the local days first to last; three queries whatever the number.

    Hours tied to places count only for an offering held at one of them (`place` is its slug, empty for none).
    Instructors without a schedule are left out: nobody is bookable by default.
    """
    schedules = list(Schedule.objects.select_related("instructor").filter(instructor__in=list(instructors)))
    windows: dict[int, list[Window]] = defaultdict(list)
    for row in WeeklyWindow.objects.filter(schedule__in=schedules).order_by("weekday", "start"):
        if not row.places or not place or place in row.places:
            windows[row.schedule_id].append(Window(weekday=row.weekday, start=row.start, end=row.end))
    exceptions: dict[int, dict[date, tuple[tuple[int, int], ...]]] = defaultdict(dict)
    for row in DayException.objects.filter(schedule__in=schedules, day__gte=first, day__lte=last):
        exceptions[row.schedule_id][row.day] = tuple((start, end) for start, end in row.hours)
    return {
        schedule.instructor_id: Working(
            hours=WorkingHours(
                timezone=schedule.instructor.timezone,
                weekly=tuple(windows[schedule.pk]),
                exceptions=exceptions[schedule.pk],
                closed_days=_holidays(schedule, country=country, first=first, last=last),
            ),
            schedule=schedule,
        )
        for schedule in schedules
    }


def _holidays(schedule: Schedule, *, country: str, first: date, last: date) -> frozenset[date]:
    if not schedule.closed_on_holidays:
        return frozenset()
    years = range(first.year, last.year + 1)
    return frozenset(day for year in years for day in public_holidays(country, year=year) if first <= day <= last)


@lru_cache(maxsize=512)
def public_holidays(country: str, *, year: int) -> frozenset[date]:
    """Nation-wide public holidays; none for a country the holidays library does not know."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
