from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from booking.availability.models import DayException, Schedule, WeeklyWindow
from booking.availability.rules.conditions import ANYTHING, Conditions, DeclaredDay
from booking.core.transactions import transactional
from booking.people.models import Instructor


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Hours of a weekday (0 = Monday) in minutes after local midnight; an end past 1440 crosses midnight."""

    weekday: int
    start: int
    end: int
    conditions: Conditions = ANYTHING


@dataclass(frozen=True, slots=True)
class OtherHours:
    """Hours of one date, in minutes after local midnight, instead of the weekly ones; none: closed."""

    day: date
    hours: DeclaredDay = ()
    reason: str = ""


@transactional
def save_schedule(
    instructor: Instructor,
    *,
    weekly: Iterable[OpenHours],
    exceptions: Iterable[OtherHours] = (),
    rules: Mapping[str, object],
) -> Schedule:
    """Replace an instructor's hours. `rules` are columns of Schedule: limits, holidays, when a booking is firm.

    Raises FieldDoesNotExist for a rule that is no column.
    """
    schedule = Schedule.objects.filter(instructor=instructor).first() or Schedule(instructor=instructor)
    for name, value in rules.items():
        setattr(schedule, Schedule._meta.get_field(name).name, value)
    schedule.save()
    schedule.windows.all().delete()
    schedule.exceptions.all().delete()
    WeeklyWindow.objects.bulk_create(
        WeeklyWindow(schedule=schedule, weekday=w.weekday, start=w.start, end=w.end, conditions=w.conditions.to_json())
        for w in weekly
    )
    DayException.objects.bulk_create(
        DayException(
            schedule=schedule,
            day=e.day,
            hours=[[start, end, conditions.to_json()] for start, end, conditions in e.hours],
            reason=e.reason,
        )
        for e in exceptions
    )
    return schedule
