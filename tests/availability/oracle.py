"""The free starts of a person, found the slow way: walk every UTC minute and ask zoneinfo what the wall clock says.

It shares no code with the product and knows no offsets, no merging and no gaps between busy ranges.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARGIN_DAYS = 5


@lru_cache(maxsize=4096)
def walls_of_utc_day(zone_name, utc_day):
    """What the wall clock shows at each of the 1440 UTC minutes of a day, as naive datetimes."""
    midnight = EPOCH + timedelta(days=utc_day)
    zone = ZoneInfo(zone_name)
    return [(midnight + minute * MINUTE).astimezone(zone).replace(tzinfo=None) for minute in range(1440)]


class Walk:
    """Every UTC minute from some days before `after` to some days behind `before`, with its wall clock."""

    def __init__(self, zone_name, after, before):
        first_day = after // 86400 - MARGIN_DAYS
        last_day = before // 86400 + MARGIN_DAYS
        self.first_minute = first_day * 1440
        self.walls = []
        for utc_day in range(first_day, last_day + 1):
            self.walls += walls_of_utc_day(zone_name, utc_day)
        self.first_shown = {}
        self.jumps = []
        for index, wall in enumerate(self.walls):
            if wall not in self.first_shown:
                self.first_shown[wall] = self.first_minute + index
            if index > 0 and wall > self.walls[index - 1] + MINUTE:
                self.jumps.append((self.walls[index - 1], wall))

    def wall_at(self, minute):
        return self.walls[minute - self.first_minute]

    def minute_of(self, wall):
        """The first UTC minute that shows `wall`; a wall time that was skipped moves forward by what was skipped.

        None when it lies outside the walk.
        """
        if wall in self.first_shown:
            return self.first_shown[wall]
        for shown_last, shown_next in self.jumps:
            if shown_last < wall < shown_next:
                return self.first_shown[wall + (shown_next - shown_last - MINUTE)]
        return None

    def dates(self):
        day = min(self.walls).date()
        while day <= max(self.walls).date():
            yield day
            day += timedelta(days=1)


def windows_of(hours, day):
    if day in hours.exceptions:
        return list(hours.exceptions[day])
    if day in hours.closed_days:
        return []
    return [(window.start, window.end) for window in hours.weekly if window.weekday == day.weekday()]


def open_windows(hours, walk):
    found = []
    for day in walk.dates():
        midnight = datetime(day.year, day.month, day.day)
        for start, end in windows_of(hours, day):
            opens = walk.minute_of(midnight + start * MINUTE)
            closes = walk.minute_of(midnight + end * MINUTE)
            if opens is not None and closes is not None and closes > opens:
                found.append((opens, closes))
    return found


def is_busy(rules, busy, minute):
    begin = (minute - rules.buffer_before) * 60
    finish = (minute + rules.length + rules.buffer_after) * 60
    return any(start < end and start < finish and begin < end for start, end in busy)


def is_under_limits(hours, rules, taken, wall):
    zone = ZoneInfo(hours.timezone)
    dates = [datetime.fromtimestamp(at, zone).date() for at in taken]
    same_day = [date for date in dates if date == wall.date()]
    same_week = [date for date in dates if date.isocalendar()[:2] == wall.isocalendar()[:2]]
    if rules.per_day is not None and len(same_day) >= rules.per_day:
        return False
    return rules.per_week is None or len(same_week) < rules.per_week


def slow_free_starts(hours, rules, *, after, before, busy, taken):
    walk = Walk(hours.timezone, after, before + rules.length * 60)
    windows = open_windows(hours, walk)
    open_minutes = set()
    for opens, closes in windows:
        open_minutes.update(range(opens, closes))
    starts = []
    for minute in range(after // 60, before // 60 + 1):
        if not after <= minute * 60 < before:
            continue
        if not any(opens <= minute < closes and (minute - opens) % rules.step == 0 for opens, closes in windows):
            continue
        if not all(inside in open_minutes for inside in range(minute, minute + rules.length)):
            continue
        if is_busy(rules, busy, minute):
            continue
        if is_under_limits(hours, rules, taken, walk.wall_at(minute)):
            starts.append(minute * 60)
    return starts
