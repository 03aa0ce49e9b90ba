"""Reading the `schedule` of the studio file (STUDIO_FILE.md) into dates or a rule. No clock, no writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from booking.calendars.recurrence import first_time
from booking.core.errors import Invalid

WEEKDAYS = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}
FREQUENCIES = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}
LONGEST_PLAN_DAYS = 366


class Meeting(NamedTuple):
    """One meeting on the wall clock, naive."""

    start: datetime
    end: datetime
    title: str = ""


class Pause(NamedTuple):
    """A stretch of a day plan in which nothing is held; a whole day of rest has no times."""

    day: date
    start: time | None
    end: time | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """Meetings at listed wall-clock times, and what lies between them."""

    times: tuple[Meeting, ...]
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeating:
    """A rule in django-scheduler's words; all wall clock."""

    first: datetime
    minutes: int
    frequency: str
    params: str
    until: date | None


def read_pattern(pattern: Mapping[str, object], *, minutes: int) -> Dated | Repeating:
    """`minutes` is the length of a meeting. Raises Invalid, with the reason under the field `schedule`."""
    try:
        if "days" in pattern:
            return _day_plan(pattern)
        if "dates" in pattern:
            starts = sorted(datetime.fromisoformat(text) for text in pattern["dates"])
            return Dated(_apart(Meeting(start, start + timedelta(minutes=minutes)) for start in starts))
        first = datetime.combine(date.fromisoformat(pattern["starts"]), time.fromisoformat(pattern["at"]))
        if "repeat" not in pattern:
            return Dated((Meeting(first, first + timedelta(minutes=minutes)),))
        return _repeating(pattern, first=first, minutes=minutes)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise Invalid("The schedule cannot be read.", fields={"schedule": [reason]}) from error


def first_wall(plan: Dated | Repeating) -> datetime | None:
    """When the first meeting would begin, were nothing skipped or moved."""
    if isinstance(plan, Dated):
        return plan.times[0].start if plan.times else None
    return first_time(plan.frequency, params=plan.params, first=plan.first, until=plan.until)


def _day_plan(pattern: Mapping) -> Dated:
    """Several days in a row: the same meetings and breaks on each unless they name their days, none on days of rest."""
    first, last = (date.fromisoformat(pattern["days"][key]) for key in ("from", "to"))
    if last < first:
        raise ValueError(f"the days end on {last}, before they start on {first}")
    if (last - first).days >= LONGEST_PLAN_DAYS:
        raise ValueError(f"the days are more than {LONGEST_PLAN_DAYS}")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rest = _days(pattern["days"].get("rest", []), among=days, what="the rest on")
    held, pauses = [], [Pause(day, None, None) for day in rest]
    for entry in pattern["sessions"]:
        start, end = _span(entry, what="a meeting")
        for day in _own_days(entry, days=days, rest=rest):
            held.append(Meeting(datetime.combine(day, start), datetime.combine(day, end), entry.get("title", "")))
    meetings = _apart(sorted(held))
    for entry in pattern.get("breaks", []):
        start, end = _span(entry, what="a break")
        for day in _own_days(entry, days=days, rest=rest):
            pauses.append(Pause(day, start, end, entry.get("title", "")))
    _check_breaks(pauses, meetings)
    if not meetings:
        raise ValueError("no meeting is left on any of the days")
    return Dated(meetings, tuple(sorted(pauses, key=lambda pause: (pause.day, pause.start or time()))))


def _days(texts: list[str], *, among: list[date], what: str) -> list[date]:
    named = sorted(date.fromisoformat(text) for text in texts)
    for day in named:
        if day not in among:
            raise ValueError(f"{what} {day} is none of the days from {among[0]} to {among[-1]}")
    return named


def _own_days(entry: Mapping, *, days: list[date], rest: list[date]) -> list[date]:
    named = _days(entry.get("days", []), among=days, what="the meeting or break on")
    for day in named:
        if day in rest:
            raise ValueError(f"{day} is a day of rest, and something is planned on it")
    return named or [day for day in days if day not in rest]


def _span(entry: Mapping, *, what: str) -> tuple[time, time]:
    start, end = time.fromisoformat(entry["from"]), time.fromisoformat(entry["to"])
    if end <= start:
        raise ValueError(f"{what} ends before it starts")
    return start, end


def _apart(meetings) -> tuple[Meeting, ...]:
    """As they are, once it is certain that none begins before the one before it has ended."""
    meetings = tuple(meetings)
    for one, other in pairwise(meetings):
        if other.start < one.end:
            raise ValueError(f"the meetings at {one.start:%Y-%m-%d %H:%M} and {other.start:%Y-%m-%d %H:%M} overlap")
    return meetings


def _check_breaks(pauses: list[Pause], meetings: tuple[Meeting, ...]) -> None:
    for pause in pauses:
        for meeting in meetings:
            is_that_day = pause.start is not None and meeting.start.date() == pause.day
            if is_that_day and meeting.start.time() < pause.end and pause.start < meeting.end.time():
                raise ValueError(f"the break at {pause.day} {pause.start:%H:%M} lies in a meeting")


def _repeating(pattern: Mapping, *, first: datetime, minutes: int) -> Repeating:
    repeat = pattern["repeat"]
    params = [f"interval:{int(repeat.get('every', 1))}"]
    if int(repeat.get("every", 1)) < 1:
        raise ValueError("every is at least 1")
    if repeat.get("on"):
        params.append("byweekday:" + ",".join(_weekday(day, unit=repeat["unit"]) for day in repeat["on"]))
    for key, name in (("position", "bysetpos"), ("month_days", "bymonthday")):
        if numbers := _whole(repeat.get(key)):
            params.append(f"{name}:" + ",".join(map(str, numbers)))
    if pattern.get("count"):
        params.append(f"count:{int(pattern['count'])}")
    plan = Repeating(
        first=first,
        minutes=minutes,
        frequency=FREQUENCIES[repeat["unit"]],
        params=";".join(params),
        until=date.fromisoformat(pattern["until"]) if pattern.get("until") else None,
    )
    if first_wall(plan) is None:
        raise ValueError("it gives no date at all" + (f" until {plan.until}" if plan.until else ""))
    return plan


def _weekday(text: str, *, unit: str) -> str:
    """`sat`, or for months `1 sat` and `-1 sat`: the first and the last Saturday (RFC 5545 §3.3.10)."""
    number, _, day = text.rpartition(" ")
    if not number:
        return WEEKDAYS[day]
    if unit != "month" or not 1 <= abs(int(number)) <= 5:
        raise ValueError(f"{text} is not a weekday of a {unit}")
    return f"{int(number)}{WEEKDAYS[day]}"


def _whole(given: object) -> list[int]:
    """One number or several; none of them 0."""
    numbers = [int(number) for number in (given if isinstance(given, list) else [given] if given else [])]
    if 0 in numbers:
        raise ValueError("0 is neither a position nor a day of the month")
    return numbers
