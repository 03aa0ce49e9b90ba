from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from django.db.models import DateField, Value
from django.db.models.functions import Cast

from booking.availability.models import DayException, Schedule, WeeklyWindow
from booking.availability.rules import Window, WorkingHours
from booking.people.models import Instructor

DayExceptions = dict[date, tuple[tuple[int, int], ...]]

_NO_DAY = Cast(Value(None), DateField())


@dataclass(frozen=True, slots=True)
class Working:
    """An instructor's hours, ready for the slot function, and the rules they set for being booked."""

    hours: WorkingHours
    schedule: Schedule


def working_of(
    instructors: Iterable[Instructor], *, first: date, last: date, country: str, place: str = ""
) -> dict[int, Working]:
    """By instructor id, for the local days first to last; one query whatever the number, given their schedules.

    Hours tied to places count only for an offering held at one of them (`place` is its slug, empty for none).
    Instructors without a schedule are left out: nobody is bookable by default.
    """
    schedules = [person.schedule for person in instructors if hasattr(person, "schedule")]
    windows, exceptions = _hours_of(schedules, first=first, last=last, place=place)
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


def _hours_of(
    schedules: list[Schedule], *, first: date, last: date, place: str
) -> tuple[dict[int, list[Window]], dict[int, DayExceptions]]:
    """Weekly windows and exceptions by schedule. Both at once: an exception has a day, a window has none."""
    exceptions = DayException.objects.filter(schedule__in=schedules, day__gte=first, day__lte=last)
    windows = WeeklyWindow.objects.filter(schedule__in=schedules)
    rows = exceptions.values_list("schedule_id", "day", Value(0), Value(0), Value(0), "hours").union(
        windows.values_list("schedule_id", _NO_DAY, "weekday", "start", "end", "places"), all=True
    )
    weekly: dict[int, list[Window]] = defaultdict(list)
    other: dict[int, DayExceptions] = defaultdict(dict)
    for schedule_id, day, weekday, start, end, details in rows:
        if day is not None:
            other[schedule_id][day] = tuple((opens, closes) for opens, closes in details)
        elif not details or not place or place in details:
            weekly[schedule_id].append(Window(weekday=weekday, start=start, end=end))
    return weekly, other


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
