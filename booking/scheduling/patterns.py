"""Reading the `schedule` of the studio file (STUDIO_FILE.md) into dates or a rule. No clock, no writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from booking.core.errors import Invalid

WEEKDAYS = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}
FREQUENCIES = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}


@dataclass(frozen=True, slots=True)
class Dated:
    """Meetings at listed wall-clock times: (start, end), naive."""

    times: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Repeating:
    """A rule in django-scheduler's words, with the dates it leaves out and those it moves; all wall clock."""

    first: datetime
    minutes: int
    frequency: str
    params: str
    until: date | None
    skip: tuple[date, ...]
    move: tuple[tuple[date, datetime], ...]


def read_pattern(pattern: Mapping[str, object], *, minutes: int) -> Dated | Repeating:
    """`minutes` is the length of a meeting. Raises Invalid, with the reason under the field `schedule`."""
    try:
        if "days" in pattern:
            return _day_plan(pattern)
        if "dates" in pattern:
            starts = [datetime.fromisoformat(text) for text in pattern["dates"]]
            return Dated(tuple((start, start + timedelta(minutes=minutes)) for start in sorted(starts)))
        first = datetime.combine(date.fromisoformat(pattern["starts"]), time.fromisoformat(pattern["at"]))
        if "repeat" not in pattern:
            return Dated(((first, first + timedelta(minutes=minutes)),))
        return _repeating(pattern, first=first, minutes=minutes)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise Invalid("The schedule cannot be read.", fields={"schedule": [reason]}) from error


def _day_plan(pattern: Mapping) -> Dated:
    """Several days in a row, the same meetings on each, except on days of rest."""
    first, last = (date.fromisoformat(pattern["days"][key]) for key in ("from", "to"))
    rest = {date.fromisoformat(day) for day in pattern["days"].get("rest", [])}
    if last < first:
        raise ValueError(f"the days end on {last}, before they start on {first}")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    meetings = [(time.fromisoformat(m["from"]), time.fromisoformat(m["to"])) for m in pattern["sessions"]]
    if any(end <= start for start, end in meetings):
        raise ValueError("a meeting ends before it starts")
    return Dated(
        tuple(
            (datetime.combine(day, start), datetime.combine(day, end))
            for day in days
            if day not in rest
            for start, end in sorted(meetings)
        )
    )


def _repeating(pattern: Mapping, *, first: datetime, minutes: int) -> Repeating:
    repeat = pattern["repeat"]
    params = [f"interval:{int(repeat.get('every', 1))}"]
    if int(repeat.get("every", 1)) < 1:
        raise ValueError("every is at least 1")
    if repeat.get("on"):
        params.append("byweekday:" + ",".join(WEEKDAYS[day] for day in repeat["on"]))
    if repeat.get("position"):
        params.append(f"bysetpos:{int(repeat['position'])}")
    if repeat.get("month_days"):
        params.append("bymonthday:" + ",".join(str(int(day)) for day in repeat["month_days"]))
    if pattern.get("count"):
        params.append(f"count:{int(pattern['count'])}")
    return Repeating(
        first=first,
        minutes=minutes,
        frequency=FREQUENCIES[repeat["unit"]],
        params=";".join(params),
        until=date.fromisoformat(pattern["until"]) if pattern.get("until") else None,
        skip=tuple(date.fromisoformat(day) for day in pattern.get("skip", [])),
        move=tuple((date.fromisoformat(m["from"]), datetime.fromisoformat(m["to"])) for m in pattern.get("move", [])),
    )
