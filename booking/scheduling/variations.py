"""What a schedule says of single dates and of all from one on: left out, moved, held by others, with other places.

A date is named by its day, "2027-03-09", or where a day has several by its time too, "2027-03-09T18:00": always the
wall clock that the pattern gave it, whatever became of it since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from booking.calendars.recurrence import Occurrence
from booking.core.errors import Invalid
from booking.core.timezones import instant_at

# How far the dates from one on may be shifted.
MOST_DAYS = 31
# A new time of day is said as such, or as minutes later than the pattern has it, where a day has several meetings.
TIME_OF_DAY = frozenset({"at", "minutes"})
SHIFTS = TIME_OF_DAY | {"days"}


@dataclass(frozen=True, slots=True)
class Planned:
    """One session as the schedule wants it, in UTC. `original` is the start that the pattern gave it.

    `is_named` says that the schedule speaks of this date's time and not only of a rule. `facilitators` are mail
    addresses, None for the offering's own; capacity and overbooking too are the offering's when None.
    """

    original: datetime
    start: datetime
    end: datetime
    title: str = ""
    is_named: bool = False
    facilitators: tuple[str, ...] | None = None
    capacity: int | None = None
    overbooking: int | None = None


@dataclass(slots=True)
class Plan:
    """`planned` in order of time, and the originals of those that are left out by name."""

    planned: list[Planned] = field(default_factory=list)
    skipped: set[datetime] = field(default_factory=set)


def plan_dates(
    occurrences: Iterable[Occurrence], *, pattern: Mapping, timezone: str, titles: Mapping[datetime, str]
) -> Plan:
    """The occurrences as the pattern's `skip`, `move` and `changes` have them. `titles` are by wall clock."""
    moves = {move["from"]: datetime.fromisoformat(move["to"]) for move in pattern.get("move", [])}
    skipped, plan = set(pattern.get("skip", [])), Plan()
    for occurrence in occurrences:
        names = names_in_pattern(occurrence.wall, pattern=pattern)
        if skipped.intersection(names):
            plan.skipped.add(occurrence.start)
            continue
        change = changes_at(pattern, occurrence.wall)
        moved = next((moves[name] for name in names if name in moves), None) or shift_wall(
            occurrence.wall, change=change
        )
        start = instant_at(moved, timezone) if moved else occurrence.start
        plan.planned.append(
            Planned(
                original=occurrence.start,
                start=start,
                end=start + (occurrence.end - occurrence.start),
                title=titles.get(occurrence.wall, ""),
                is_named=moved is not None,
                facilitators=tuple(change["facilitators"]) if "facilitators" in change else None,
                capacity=change.get("capacity"),
                overbooking=change.get("overbooking"),
            )
        )
    plan.planned.sort(key=lambda planned: (planned.start, planned.original))
    return plan


def extra_dates(pattern: Mapping, *, minutes: int, timezone: str) -> list[Occurrence]:
    """The dates that are held beyond the rule; each is named with its time, so that it is no other of that day."""
    walls = [datetime.fromisoformat(text) for text in pattern.get("extra", [])]
    starts = [(wall, instant_at(wall, timezone)) for wall in walls]
    return [Occurrence(wall, start, start + timedelta(minutes=minutes)) for wall, start in starts]


def named_days(pattern: Mapping) -> list[date]:
    """The days of the dates that are skipped or moved by name."""
    names = [*pattern.get("skip", []), *(move["from"] for move in pattern.get("move", []))]
    return sorted({datetime.fromisoformat(name).date() for name in names})


def check_names(pattern: Mapping, *, walls: Iterable[datetime]) -> None:
    """Raises Invalid when something is said of a date that is none, or a move does not say which of a day's."""
    walls = list(walls)
    moved = {move["from"] for move in pattern.get("move", [])}
    for name in [*pattern.get("skip", []), *sorted(moved)]:
        meant = [wall for wall in walls if name in names_in_pattern(wall, pattern=pattern)]
        if not meant:
            raise Invalid(f"There is no date on {name}.", fields={"schedule": [f"{name} is not one of the dates"]})
        if name in moved and len(meant) > 1:
            reason = f"{name} has {len(meant)} meetings: name one as in {meant[0]:%Y-%m-%dT%H:%M}"
            raise Invalid("Which meeting is moved?", fields={"schedule": [reason]})


def names_of(wall: datetime) -> tuple[str, str]:
    """What a date may be called: its day, or its day and time."""
    return wall.date().isoformat(), wall.isoformat(timespec="minutes")


def names_in_pattern(wall: datetime, *, pattern: Mapping) -> tuple[str, ...]:
    """The same of a date of this pattern: an extra one answers to its time alone."""
    day, moment = names_of(wall)
    return (moment,) if moment in pattern.get("extra", []) else (day, moment)


def changes_at(pattern: Mapping, wall: datetime) -> dict[str, object]:
    """What `changes` say of a date; the last to speak of something has the word."""
    day, moment = names_of(wall)
    found: dict[str, object] = {}
    for change in pattern.get("changes", []):
        first, last = change["from"], change.get("to")
        begins = first in (day, moment) or first < moment
        if begins and (last is None or last in (day, moment) or moment < last):
            said = {key: value for key, value in change.items() if key not in ("from", "to")}
            if said.keys() & TIME_OF_DAY:
                found = {key: value for key, value in found.items() if key not in TIME_OF_DAY}
            found |= said
    return found


def shift_wall(wall: datetime, *, change: Mapping) -> datetime | None:
    """Where a change puts what the pattern has at this wall clock; None when it leaves the time alone."""
    if not change.keys() & SHIFTS:
        return None
    at = time.fromisoformat(change["at"]) if "at" in change else wall.time()
    return datetime.combine(wall.date(), at) + timedelta(days=change.get("days", 0), minutes=change.get("minutes", 0))
