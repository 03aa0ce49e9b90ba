"""Which times somebody asks for: those named, and those that follow from the first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil import rrule
from dateutil.relativedelta import relativedelta

from booking.core.timezones import instant_at, wall_clock
from booking.offerings.models import Variant
from booking.offerings.models.variants import Cadence

LATER = "later"

_UNITS = {"day": rrule.DAILY, "week": rrule.WEEKLY, "month": rrule.MONTHLY}
_WEEKDAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), rrule.weekdays, strict=True))
_WEEKS = {Cadence.WEEKLY: 1, Cadence.BIWEEKLY: 2}


@dataclass(frozen=True, slots=True)
class Wish:
    """The times of one booking as they are asked for: the first or all, those to `skip`, and what is chosen later."""

    variant: Variant
    starts_at: tuple[datetime, ...]
    skip: tuple[datetime, ...] = ()
    rest: str = ""

    @property
    def follows(self) -> bool:
        """Whether one time is named and others follow from it."""
        return len(set(self.starts_at)) == 1 and self.variant.follows and self.rest != LATER

    def planned(self, *, zone: str) -> list[datetime]:
        """All times in order, on the wall clock of `zone`, those to skip among them."""
        if self.follows:
            return pack_starts(self.variant, self.starts_at[0], zone=zone)
        return sorted(set(self.starts_at))

    def wanted(self, *, zone: str) -> list[datetime]:
        """The same without those to skip."""
        return [start for start in self.planned(zone=zone) if start not in self.skip]


def pack_starts(variant: Variant, first: datetime, *, zone: str) -> list[datetime]:
    """All times of a pack, `first` among them: on the wall clock of `zone`, whatever becomes of its offset.

    A month that lacks the day takes its last one.
    """
    wall, count = wall_clock(first, zone).replace(tzinfo=None), variant.sessions
    if variant.repeat:
        walls = _repeated(variant.repeat, wall, count=count)
    elif variant.cadence == Cadence.MONTHLY:
        walls = [wall + relativedelta(months=n) for n in range(count)]
    else:
        walls = [wall + timedelta(weeks=_WEEKS[variant.cadence] * n) for n in range(count)]
    return [first, *(instant_at(later, zone) for later in walls[1:])]


def _repeated(repeat: dict[str, object], first: datetime, *, count: int) -> list[datetime]:
    """The first and what the rule says after it (RFC 5545 §3.3.10), even if the first is on another weekday."""
    days = [_WEEKDAYS[day] for day in repeat.get("on", [])] or None
    rule = rrule.rrule(_UNITS[repeat["unit"]], dtstart=first, interval=repeat["every"], byweekday=days, count=count + 1)
    return [first, *(wall for wall in rule if wall > first)][:count]
