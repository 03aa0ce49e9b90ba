"""Random hours and rules of a person, written down as rows and as the walk is to know them."""

from datetime import date
from random import Random

import holidays

from booking.availability.models import DayException, Schedule, WeeklyWindow
from booking.availability.rules import WorkingHours
from booking.people.models import Instructor
from booking.people.states import Relation
from tests.availability.configurations import random_hours


def write_hours(person: Instructor, chance: Random, *, zone: str, around: date, place: str | None, relation: Relation):
    """Hours as the walk is to know them, all and the firm ones, what it says about notice, and limits."""
    drawn = random_hours(chance, timezone=zone, around=around)
    schedule = person.schedule
    notices, limits = write_rules(schedule, chance, relation=relation)
    schedule.closed_on_holidays = chance.random() < 0.5
    schedule.save()
    Instructor.objects.filter(pk=person.pk).update(timezone=zone)
    schedule.windows.all().delete()
    schedule.exceptions.all().delete()
    known, firm = [], []
    for window in drawn.weekly:
        said = random_conditions(chance)
        if window.start < window.end:
            edges = {"weekday": window.weekday, "start": window.start, "end": window.end}
            WeeklyWindow.objects.create(schedule=schedule, conditions=said, **edges)
            if is_meant(said, place=place, relation=relation):
                known.append(window)
                firm += [window] if "booking" not in said else []
    days, firm_days = {}, {}
    for day, hours in drawn.exceptions.items():
        told = [(start, end, random_conditions(chance)) for start, end in hours]
        DayException.objects.create(schedule=schedule, day=day, hours=told)
        meant = [each for each in told if is_meant(each[2], place=place, relation=relation)]
        days[day] = tuple(each[:2] for each in meant)
        firm_days[day] = tuple(each[:2] for each in meant if "booking" not in each[2])
    closed = holidays.country_holidays("CH", years=[around.year - 1, around.year, around.year + 1])
    closed_days = frozenset(closed) if schedule.closed_on_holidays else frozenset()
    hours = WorkingHours(zone, tuple(known), days, closed_days)
    return hours, WorkingHours(zone, tuple(firm), firm_days, closed_days), notices, limits


def write_rules(schedule: Schedule, chance: Random, *, relation: Relation) -> tuple[dict, dict]:
    """The person's own rules, and some for this kind or relation; what then counts for the walk."""
    counts = random_terms(chance)
    for name, value in counts.items():
        setattr(schedule, name, value)
    schedule.booking_rules = [
        {
            **chance.choice([{}, {"kinds": ["appointment"]}, {"kinds": ["class", "workshop"]}]),
            **chance.choice([{}, {"relations": ["none"]}, {"relations": ["connected", "vip"]}]),
            **dict(chance.sample(sorted(random_terms(chance).items()), 2)),
        }
        for _ in range(chance.choice([0, 0, 1, 2]))
    ]
    for rule in schedule.booking_rules:
        if rule.get("kinds") != ["class", "workshop"] and relation in rule.get("relations", [relation]):
            counts = {**counts, **rule}
            break
    needs_approval = counts["approval_for_strangers"] and relation not in {"connected", "vip"}
    firm_notice = counts["firm_notice_hours"] * 3600 if counts["firm"] and not needs_approval else None
    limits = {name: counts[name] for name in ("per_day", "per_week")}
    return {"notice": counts["notice_hours"] * 3600, "firm_notice": firm_notice}, limits


def random_terms(chance: Random) -> dict:
    return {
        "firm": chance.random() < 0.9,
        "approval_for_strangers": chance.random() < 0.2,
        "firm_notice_hours": chance.choice([0, 0, 12, 48]),
        "notice_hours": chance.choice([0, 0, 0, 0, 1, 30]),
        "per_day": chance.choice([None] * 5 + [1, 2, 3, 0]),
        "per_week": chance.choice([None] * 5 + [3, 1]),
    }


def random_conditions(chance: Random) -> dict:
    said = {
        "places": chance.choice([[]] * 6 + [["here"], ["there"]]),
        "offerings": chance.choice([[]] * 6 + [["hour"], ["hour", "other"], ["other"]]),
        "booking": chance.choice(["", "", "", "request"]),
        "audience": chance.choice([""] * 8 + ["connected", "vip"]),
    }
    return {name: value for name, value in said.items() if value}


def is_meant(said: dict, *, place: str | None, relation: Relation) -> bool:
    known_to = {"connected": {"connected", "vip"}, "vip": {"vip"}}
    return (
        (place is None or place in said.get("places", [place]))
        and "hour" in said.get("offerings", ["hour"])
        and ("audience" not in said or relation in known_to[said["audience"]])
    )


def shows_calendar(person: Instructor, chance: Random, *, relation: Relation) -> bool:
    """Says who sees the calendar, and whether somebody of that relation does."""
    visibility = chance.choice(["public"] * 8 + ["connected", "private"])
    Instructor.objects.filter(pk=person.pk).update(calendar_visibility=visibility)
    return visibility == "public" or (visibility == "connected" and relation in {"connected", "vip"})
