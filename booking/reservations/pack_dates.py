"""Which times of a pack are free, told before anything is paid (H24)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.offerings.models import Offering, Variant
from booking.people.models import Instructor
from booking.reservations.cadence import pack_starts
from booking.reservations.ground import read_ground
from booking.reservations.slots import slots_on

_MOMENT = timedelta(seconds=1)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PackDate:
    """A time of a pack, and whether it is free as far as is known now."""

    start: datetime
    is_free: bool


def pack_dates(
    offering: Offering,
    variant: Variant,
    *,
    starts_at: tuple[datetime, ...],
    instructor: Instructor | None,
    now: datetime,
) -> list[PackDate]:
    """The times named, or the first and those that follow from it; decided by the slot function. Raises Invalid."""
    first = min(starts_at)
    last = max([*starts_at, *(pack_starts(variant, first, zone="UTC") if variant.follows else ())])
    ground = read_ground(offering, after=first, before=last + _A_WEEK, instructor=instructor)
    starts = sorted(set(starts_at))
    if len(starts) == 1 and variant.follows and ground.teams:
        lead = ground.teams[0].instructors[0]
        starts = pack_starts(variant, first, zone=ground.place.timezone if ground.place else lead.timezone)
    asked = {"offering": offering, "now": now, "length": variant.length}
    return [
        PackDate(start, bool(slots_on(ground, after=start, before=start + _MOMENT, **asked).slots)) for start in starts
    ]
