"""Free starts found the slow way: ask zoneinfo what the wall clock shows at every UTC minute, and try every start.

It shares no code with the product and knows no offsets, no merging and no gaps between busy ranges.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1)


@lru_cache(maxsize=1500)
def walls_of(zone_name, utc_day):
    """What the wall clock shows at each of the 1440 UTC minutes of a day, and at the one before."""
    zone = ZoneInfo(zone_name)
    midnight = (EPOCH + timedelta(days=utc_day)).replace(tzinfo=UTC)
    walls = [(midnight + minute * MINUTE).astimezone(zone).replace(tzinfo=None) for minute in range(1440)]
    return walls, (midnight - MINUTE).astimezone(zone).replace(tzinfo=None)


@lru_cache(maxsize=1500)
def first_shown(zone_name, utc_day):
    """The first UTC minute of the day at which each wall time is shown."""
    walls, _before = walls_of(zone_name, utc_day)
    return {walls[minute]: utc_day * 1440 + minute for minute in reversed(range(1440))}


@lru_cache(maxsize=1500)
def jumps(zone_name, utc_day):
    """The wall times between which the clocks went forward on this day: (last shown, next shown)."""
    walls, before = walls_of(zone_name, utc_day)
    pairs = zip([before, *walls], walls, strict=False)
    return [(last, following) for last, following in pairs if following > last + MINUTE]


def wall_at(zone_name, minute):
    return walls_of(zone_name, minute // 1440)[0][minute % 1440]


def minute_of(zone_name, wall):
    """The first UTC minute that shows `wall`; a wall time that was skipped moves forward by what was skipped."""
    near = range((wall - EPOCH).days - 2, (wall - EPOCH).days + 3)
    for utc_day in near:
        if wall in first_shown(zone_name, utc_day):
            return first_shown(zone_name, utc_day)[wall]
    for utc_day in near:
        for last, following in jumps(zone_name, utc_day):
            if last < wall < following:
                return minute_of(zone_name, wall + (following - last - MINUTE))
    raise LookupError(wall)


def windows_of(hours, day):
    if day in hours.exceptions:
        return list(hours.exceptions[day])
    if day in hours.closed_days:
        return []
    return [(window.start, window.end) for window in hours.weekly if window.weekday == day.weekday()]


def open_windows(hours, after, before):
    """UTC minutes of every window of the days from five before `after` to five behind `before`."""
    found = []
    for number in range(after // 86400 - 5, before // 86400 + 6):
        midnight = EPOCH + timedelta(days=number)
        for start, end in windows_of(hours, midnight.date()):
            opens = minute_of(hours.timezone, midnight + start * MINUTE)
            closes = minute_of(hours.timezone, midnight + end * MINUTE)
            found.append((opens, closes))
    return found


def is_busy(rules, busy, minute):
    begin = (minute - rules.buffer_before) * 60
    finish = (minute + rules.length + rules.buffer_after) * 60
    return any(start < end and start < finish and begin < end for start, end in busy)


def is_under_limits(hours, rules, taken_dates, wall):
    same_day = [date for date in taken_dates if date == wall.date()]
    same_week = [date for date in taken_dates if date.isocalendar()[:2] == wall.isocalendar()[:2]]
    if rules.per_day is not None and len(same_day) >= rules.per_day:
        return False
    return rules.per_week is None or len(same_week) < rules.per_week


def slow_free_starts(hours, rules, *, after, before, busy, taken=(), rooms=()):
    windows = open_windows(hours, after, before + rules.length * 60)
    zone = ZoneInfo(hours.timezone)
    taken_dates = [datetime.fromtimestamp(at, zone).date() for at in taken]
    open_minutes = set()
    on_grid = set()
    for opens, closes in windows:
        open_minutes.update(range(opens, closes))
        on_grid.update(range(opens, closes, rules.step))
    starts = []
    for minute in sorted(on_grid):
        if not after <= minute * 60 < before:
            continue
        if not all(inside in open_minutes for inside in range(minute, minute + rules.length)):
            continue
        if is_busy(rules, busy, minute):
            continue
        if any(all(is_busy(rules, unit, minute) for unit in units) for units in rooms):
            continue
        if is_under_limits(hours, rules, taken_dates, wall_at(hours.timezone, minute)):
            starts.append(minute * 60)
    return starts


def slow_offer(teams, *, after, before, now, notice, window_days):
    """Starts with the lead's name, and whether nobody has to approve them.

    Each team is a dict: name, hours, rules, busy (of all in it), taken, the same of what is only asked for (wished,
    wished_taken), notice, and what makes firm: firm_hours, and firm_notice, within which somebody has to approve; None
    means always. `rooms` are the busy times of each unit of each room, `wished_rooms` those with what is only asked
    for. All notices are seconds. Whoever asks for too early or too late times gets what lies between.
    """
    offered = []
    for team in teams:
        first = max(after, now + notice, now + team["notice"])
        last = min(before, now + window_days * 86400)
        if first < last:
            asked = {"after": first, "before": last, "busy": team["busy"], "taken": team["taken"]}
            asked["rooms"] = team["rooms"]
            starts = slow_free_starts(team["hours"], team["rules"], **asked)
            asked["busy"], asked["taken"] = team["busy"] + team["wished"], team["taken"] + team["wished_taken"]
            asked["rooms"] = team["wished_rooms"]
            alone = slow_free_starts(team["firm_hours"], team["rules"], **asked)
            far = {s for s in alone if team["firm_notice"] is not None and s >= now + team["firm_notice"]}
            offered += [(start, team["name"], start in far) for start in starts]
    return sorted(offered)
