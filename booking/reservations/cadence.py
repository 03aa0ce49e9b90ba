"""Which times somebody asks for: those named, and those that follow from the first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil import rrule
from dateutil.relativedelta import relativedelta

from booking.core.errors import Invalid
from booking.core.timezones import instant_at, local_date, wall_clock
from booking.offerings.models import Offering, Variant
from booking.offerings.models.variants import Cadence, PricePer

LATER = "later"
WEEKLY = "weekly"

_UNITS = {"day": rrule.DAILY, "week": rrule.WEEKLY, "month": rrule.MONTHLY}
_WEEKDAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), rrule.weekdays, strict=True))
_WEEKS = {Cadence.WEEKLY: 1, Cadence.BIWEEKLY: 2}


@dataclass(frozen=True, slots=True)
class Wish:
    """The times of one booking as they are asked for: the first or all, those to `skip`, and what is chosen later.

    With `repeat` WEEKLY it is the same hour each week until the term of the offering ends.
    """

    variant: Variant
    starts_at: tuple[datetime, ...]
    skip: tuple[datetime, ...] = ()
    rest: str = ""
    repeat: str = ""

    @property
    def is_weekly(self) -> bool:
        """Whether these are the lessons of a term; a price per term is for nothing else."""
        return self.repeat == WEEKLY or self.variant.price_per == PricePer.TERM

    @property
    def follows(self) -> bool:
        """Whether one time is named and others follow from it."""
        return len(set(self.starts_at)) == 1 and (self.variant.follows or self.is_weekly) and self.rest != LATER

    def planned(self, *, zone: str) -> list[datetime]:
        """All times in order, on the wall clock of `zone`, those to skip among them."""
        if self.follows and self.is_weekly:
            return term_starts(self.variant.offering, self.starts_at[0], zone=zone)
        if self.follows:
            return pack_starts(self.variant, self.starts_at[0], zone=zone)
        return sorted(set(self.starts_at))

    def wanted(self, *, zone: str) -> list[datetime]:
        """The same without those to skip."""
        return [start for start in self.planned(zone=zone) if start not in self.skip]

    def bought(self, *, zone: str) -> int:
        """How many sessions the price covers, those among them that are chosen later."""
        if not self.is_weekly:
            return self.variant.sessions
        wanted = self.wanted(zone=zone)
        if self.variant.price_per == PricePer.LESSON:
            return len(wanted)
        first = min(self.planned(zone=zone))
        return max(len(wanted), len(term_starts(self.variant.offering, first, zone=zone)))

    def charged(self, *, zone: str) -> int:
        """How many times the price is due for each person: once, or per lesson."""
        is_per_lesson = self.is_weekly and self.variant.price_per == PricePer.LESSON
        return self.bought(zone=zone) if is_per_lesson else 1


def check_term(wish: Wish, *, zone: str) -> None:
    """Raises Invalid for weekly lessons where there are none, outside of the term, and for two in one week."""
    offering, planned = wish.variant.offering, wish.planned(zone=zone)
    if not offering.allow_weekly or wish.variant.sessions > 1:
        raise Invalid(fields={"repeat": ["This is not booked by the week."]})
    if any(not is_in_term(offering, start, zone=zone) for start in planned):
        term = f"{offering.term_start:%-d %B %Y} to {offering.term_end:%-d %B %Y}"
        raise Invalid(f"The term runs from {term}.", fields={"starts_at": [f"within the term: {term}"]})
    weeks = {local_date(start, zone).isocalendar()[:2] for start in planned}
    if len(weeks) < len(planned):
        raise Invalid("There is one lesson a week.", fields={"starts_at": ["one time in each week"]})


def is_in_term(offering: Offering, start: datetime, *, zone: str) -> bool:
    """Everything is, where the offering has no term any more."""
    day, first, last = local_date(start, zone), offering.term_start, offering.term_end
    return (first is None or first <= day) and (last is None or day <= last)


def term_starts(offering: Offering, first: datetime, *, zone: str) -> list[datetime]:
    """`first`, and the same hour on the wall clock of `zone` each week until the term ends."""
    wall = wall_clock(first, zone).replace(tzinfo=None)
    weeks = max((offering.term_end - wall.date()).days // 7, 0) if offering.term_end else 0
    return [first, *(instant_at(wall + timedelta(weeks=n), zone) for n in range(1, weeks + 1))]


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
