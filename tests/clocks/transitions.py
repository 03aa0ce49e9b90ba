"""When clocks change, by asking zoneinfo every few days and halving; what a wall clock means, by trying offsets."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from booking.core.timezones import zone_names

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
LAST = datetime(2036, 1, 1, tzinfo=UTC)
# Nowhere do clocks change twice within a month.
STRIDE = timedelta(days=5)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Change:
    """From `at` on the zone is `after` ahead of UTC."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def shown(self) -> datetime:
        """The first wall time that is missing in spring, or that comes a second time in autumn."""
        return (self.at + min(self.before, self.after)).replace(tzinfo=None)

    @property
    def is_gap(self) -> bool:
        return self.after > self.before

    @property
    def width(self) -> timedelta:
        return abs(self.after - self.before)


@cache
def changes_of(name: str) -> tuple[Change, ...]:
    """Every change of 2025 to 2035."""
    zone = ZoneInfo(name)
    found, probe, before = [], FIRST, FIRST.astimezone(zone).utcoffset()
    while probe < LAST:
        after = (probe + STRIDE).astimezone(zone).utcoffset()
        if after != before:
            found.append(Change(_first_with(after, probe, probe + STRIDE, zone), before, after))
            before = after
        probe += STRIDE
    return tuple(found)


def _first_with(offset: timedelta, early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    while late - early > SECOND:
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            late = middle
        else:
            early = middle
    return late


@cache
def rule_sets() -> dict[tuple, list[str]]:
    """The zones that show the same on every day of these years, by their changes and their first offset."""
    groups: dict[tuple, list[str]] = {}
    for name in sorted(zone_names()):
        key = (changes_of(name), FIRST.astimezone(ZoneInfo(name)).utcoffset())
        groups.setdefault(key, []).append(name)
    return groups


def moments_showing(wall: datetime, name: str) -> list[datetime]:
    """The instants, none to two of them, at which the zone's clocks show a naive time."""
    zone = ZoneInfo(name)
    # No clock is 15 hours from UTC: one of these is before the moment, the other behind it.
    sides = (wall.replace(tzinfo=UTC) + timedelta(hours=hours) for hours in (-15, 15))
    offsets = {side.astimezone(zone).utcoffset() for side in sides}
    found = {wall.replace(tzinfo=UTC) - offset for offset in offsets}
    return sorted(moment for moment in found if moment.astimezone(zone).replace(tzinfo=None) == wall)


def meant_by(wall: datetime, name: str) -> datetime:
    """The first instant that shows it; a missing time is as far behind the change as it is into the gap."""
    if moments := moments_showing(wall, name):
        return moments[0]
    [change] = [c for c in changes_of(name) if c.is_gap and timedelta() <= wall - c.shown < c.width]
    return change.at + (wall - change.shown)


def first_instant_of(day: date, name: str) -> datetime:
    """Found minute by minute from a time at which the day has nowhere begun."""
    zone = ZoneInfo(name)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    while moment.astimezone(zone).date() < day:
        moment += timedelta(minutes=15)
    return moment
