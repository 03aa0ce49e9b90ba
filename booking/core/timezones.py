"""Wall clocks and instants. A missing wall time moves forward by the gap, a doubled one means the first."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

from booking.core.errors import Invalid

# The pinned tzdata alone: a machine's own copy may be years behind and knows names such as "localtime".
reset_tzpath(to=())
ZoneInfo.clear_cache()


@cache
def zone_names() -> frozenset[str]:
    """Every IANA name of the pinned tzdata, frozen once: input is checked against this set."""
    return frozenset(name for name in available_timezones() if not name.startswith(("posix", "right", "Factory")))


def is_zone(name: object) -> bool:
    return isinstance(name, str) and name in zone_names()


@cache
def zone(name: str) -> ZoneInfo:
    """Raises ValueError for a name outside the IANA list, and so never opens a path of the caller's choice."""
    if not is_zone(name):
        raise ValueError(f"{name!r} is not an IANA time zone such as 'Europe/Zurich'")
    return ZoneInfo(name)


def instant_at(wall: datetime, name: str) -> datetime:
    """The UTC instant of a naive wall-clock time in the zone `name`.

    A time in a spring gap is read with the offset before the change (02:30 becomes 03:30); a doubled time is the first.
    """
    return wall.replace(tzinfo=zone(name), fold=0).astimezone(UTC)


def wall_clock(instant: datetime, name: str) -> datetime:
    """The aware local time of an instant."""
    return instant.astimezone(zone(name))


def wall_minute(instant: datetime, name: str, *, field: str) -> datetime:
    """The naive wall-clock time that means this instant in the zone `name`, as `instant_at` reads it.

    Raises Invalid beside the `field` that says it for what no wall clock can say: seconds, and the second of a doubled
    time.
    """
    wall = wall_clock(instant, name).replace(tzinfo=None, fold=0)
    if wall.second or wall.microsecond or instant_at(wall, name) != instant:
        reason = "a full minute, and not the second of two hours that the clocks show twice"
        raise Invalid("This time cannot be written down.", fields={field: [reason]})
    return wall


def is_doubled(local: datetime) -> bool:
    """Whether the clocks show this aware local time twice, an hour or so apart."""
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def have_one_clock(start: datetime, end: datetime, *names: str) -> bool:
    """Whether these zones agree at both ends of a meeting."""
    return all(len({wall_clock(instant, name).utcoffset() for name in names}) == 1 for instant in (start, end))


def local_date(instant: datetime, name: str) -> date:
    return wall_clock(instant, name).date()


def day_bounds(day: date, name: str) -> tuple[datetime, datetime]:
    """The UTC instants at which the local day starts and ends."""
    return (
        instant_at(datetime.combine(day, time()), name),
        instant_at(datetime.combine(day + timedelta(days=1), time()), name),
    )


def offset_label(instant: datetime, name: str) -> str:
    """For people: "UTC+01:00"."""
    offset = wall_clock(instant, name).strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}"
