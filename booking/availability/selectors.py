import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from django.db import connection
from django.db.models import Field

from booking.availability.models import DayException, Schedule
from booking.availability.rules import Window, WorkingHours
from booking.core.rows.fields import prepare
from booking.core.tenancy import active_organization_id
from booking.people.models import Instructor

DayExceptions = dict[date, tuple[tuple[int, int], ...]]


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
    weekly: dict[int, list[Window]] = defaultdict(list)
    other: dict[int, DayExceptions] = defaultdict(dict)
    ids = [schedule.pk for schedule in schedules]
    if not ids:
        return weekly, other
    owner = active_organization_id()
    statement, asked = _hours_statement(len(ids))
    with connection.cursor() as cursor:
        cursor.execute(statement, prepare(asked, [owner, *ids, first, last, owner, *ids]))
        rows = cursor.fetchall()
    for schedule_id, day, weekday, start, end, stored in rows:
        details = json.loads(stored)
        if day is not None:
            on = day if isinstance(day, date) else date.fromisoformat(day)
            other[schedule_id][on] = tuple((opens, closes) for opens, closes in details)
        elif not details or not place or place in details:
            weekly[schedule_id].append(Window(weekday=weekday, start=start, end=end))
    return weekly, other


@lru_cache(maxsize=100)
def _hours_statement(schedules: int) -> tuple[str, list[Field]]:
    """SQL made once: every decision about a free time asks it under the lock."""
    of_schedules = f"WHERE organization_id = %s AND schedule_id IN ({', '.join(['%s'] * schedules)})"
    statement = (
        f"SELECT schedule_id, day, 0, 0, 0, hours FROM availability_dayexception {of_schedules} "
        "AND day >= %s AND day <= %s UNION ALL "
        f'SELECT schedule_id, NULL, weekday, start, "end", places FROM availability_weeklywindow {of_schedules}'
    )
    names = ["organization", *["schedule"] * schedules]
    return statement, [DayException._meta.get_field(name) for name in (*names, "day", "day", *names)]


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
