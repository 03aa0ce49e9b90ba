import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import holidays
from django.db import connection
from django.db.models import Field

from booking.availability.models import Blackout, DayException, Schedule
from booking.availability.rules import (
    ANYTHING,
    Conditions,
    DeclaredHours,
    Terms,
    Window,
    Wish,
    WorkingHours,
    terms_for,
)
from booking.availability.rules.conditions import DeclaredDay
from booking.core.rows.fields import prepare
from booking.core.tenancy import active_organization_id
from booking.people.models import Instructor
from booking.people.states import Relation
from booking.people.viewers import STRANGER, Viewer


@dataclass(frozen=True, slots=True)
class Working:
    """An instructor's hours, ready for the slot function, and how they are booked.

    `hours` are those that are for what is asked; `firm_hours` those of them that are booked firmly, None for all.
    """

    hours: WorkingHours
    firm_hours: WorkingHours | None
    terms: Terms
    relation: Relation
    schedule: Schedule
    declared: DeclaredHours
    wish: Wish


@dataclass(frozen=True, slots=True)
class Asked:
    """What hours are read for: an offering by slug and kind, the slug of its place, its country, and who asks."""

    offering: str
    kind: str
    place: str = ""
    country: str = ""
    region: str = ""
    viewer: Viewer = STRANGER

    def wish(self, instructor: Instructor) -> Wish:
        return Wish(self.offering, self.place, self.viewer.relation_to(instructor))


def working_of(instructors: Iterable[Instructor], *, first: date, last: date, asked: Asked) -> dict[int, Working]:
    """By instructor id, for the local days first to last; one query whatever the number, given their schedules.

    Instructors without a schedule are left out: nobody is bookable by default.
    """
    people = [person for person in instructors if hasattr(person, "schedule")]
    declared = declared_hours(people, first=first, last=last, country=asked.country, region=asked.region)
    return {person.pk: _working(person, declared[person.pk], asked=asked) for person in people}


def _working(person: Instructor, declared: DeclaredHours, *, asked: Asked) -> Working:
    schedule, wish = person.schedule, asked.wish(person)
    return Working(
        hours=declared.open_for(wish),
        firm_hours=declared.firm_for(wish),
        terms=terms_for(_usual_terms(schedule), schedule.booking_rules, kind=asked.kind, relation=wish.relation),
        relation=wish.relation,
        schedule=schedule,
        declared=declared,
        wish=wish,
    )


def _usual_terms(schedule: Schedule) -> Terms:
    return Terms(
        firm=schedule.firm,
        approval_for_strangers=schedule.approval_for_strangers,
        firm_notice_hours=schedule.firm_notice_hours,
        notice_hours=schedule.notice_hours,
        per_day=schedule.per_day,
        per_week=schedule.per_week,
    )


def declared_hours(
    people: Iterable[Instructor], *, first: date, last: date, country: str, region: str
) -> dict[int, DeclaredHours]:
    """All hours of people with a schedule, by instructor id, and their public holidays; one query."""
    schedules = [person.schedule for person in people]
    windows, exceptions = _hours_of(schedules, first=first, last=last)
    return {
        schedule.instructor_id: DeclaredHours(
            timezone=schedule.instructor.timezone,
            weekly=windows[schedule.pk],
            exceptions=exceptions[schedule.pk],
            closed_days=_holidays(schedule, country=country, region=region, first=first, last=last),
        )
        for schedule in schedules
    }


def _hours_of(
    schedules: list[Schedule], *, first: date, last: date
) -> tuple[dict[int, list[tuple[Window, Conditions]]], dict[int, dict[date, DeclaredDay]]]:
    """Weekly windows and exceptions by schedule. Both at once: an exception has a day, a window has none."""
    weekly: dict[int, list[tuple[Window, Conditions]]] = defaultdict(list)
    other: dict[int, dict[date, DeclaredDay]] = defaultdict(dict)
    ids = [schedule.pk for schedule in schedules]
    if not ids:
        return weekly, other
    owner = active_organization_id()
    statement, asked = _hours_statement(len(ids))
    with connection.cursor() as cursor:
        cursor.execute(statement, prepare(asked, [owner, *ids, first, last, owner, *ids]))
        rows = cursor.fetchall()
    for schedule_id, day, weekday, start, end, stored in rows:
        if day is None:
            weekly[schedule_id].append((Window(weekday=weekday, start=start, end=end), _conditions(stored)))
        else:
            on = day if isinstance(day, date) else date.fromisoformat(day)
            other[schedule_id][on] = tuple(
                (opens, closes, Conditions.from_json(said) if said else ANYTHING)
                for opens, closes, said in json.loads(stored)
            )
    return weekly, other


def _conditions(stored: str) -> Conditions:
    return ANYTHING if stored == "{}" else Conditions.from_json(json.loads(stored))


@lru_cache(maxsize=100)
def _hours_statement(schedules: int) -> tuple[str, list[Field]]:
    """SQL made once: every decision about a free time asks it under the lock."""
    of_schedules = f"WHERE organization_id = %s AND schedule_id IN ({', '.join(['%s'] * schedules)})"
    statement = (
        f"SELECT schedule_id, day, 0, 0, 0, hours FROM availability_dayexception {of_schedules} "
        "AND day >= %s AND day <= %s UNION ALL "
        f'SELECT schedule_id, NULL, weekday, start, "end", conditions FROM availability_weeklywindow {of_schedules}'
    )
    names = ["organization", *["schedule"] * schedules]
    return statement, [DayException._meta.get_field(name) for name in (*names, "day", "day", *names)]


def _holidays(schedule: Schedule, *, country: str, region: str, first: date, last: date) -> dict[date, str]:
    """Of the person's own country and region, or the organization's."""
    if not schedule.closed_on_holidays:
        return {}
    place = (schedule.country, schedule.region) if schedule.country or schedule.region else (country, region)
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found |= public_holidays(place[0] or country, region=place[1], year=year)
    return {day: name for day, name in found.items() if first <= day <= last}


@lru_cache(maxsize=512)
def public_holidays(country: str, *, region: str = "", year: int) -> dict[date, str]:
    """Names of public holidays of a country, nation-wide or of a region; none for what the library does not know."""
    try:
        return dict(holidays.country_holidays(country, subdiv=region or None, years=year, language="en_US"))
    except NotImplementedError:
        return {}


def regions_of(country: str) -> frozenset[str]:
    """The regions that have public holidays of their own, by their ISO 3166-2 codes without the country."""
    return frozenset(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def coming_blackouts(instructor: Instructor, *, now: datetime) -> list[Blackout]:
    """When somebody does not work, as far as it is not over, in order of time."""
    rows = Blackout.objects.filter(owner__instructor=instructor).select_related("owner").order_by("starts", "pk")
    return [row for row in rows if row.bounds[1] > now]
