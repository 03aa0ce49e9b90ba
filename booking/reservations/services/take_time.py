"""Taking one free time for a booking that exists."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.calendars.models import Owner
from booking.calendars.selectors import NO_SOURCES, Sources, lapsed_sources
from booking.core.errors import Invalid, SlotTaken
from booking.core.gate import FAR
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.people.viewers import Viewer
from booking.reservations.breaches import best_team, units_for
from booking.reservations.ground import MOMENT, Ground, read_ground_around
from booking.reservations.services.expire import expire_in_the_way
from booking.reservations.slots import Slot, best_of, slots_on
from booking.scheduling.models import Session
from booking.scheduling.services import book_session
from booking.scheduling.services.occupation import SOURCE


@dataclass(frozen=True, slots=True)
class Found:
    """A time to take, and the rules it goes over."""

    slot: Slot
    ground: Ground
    warnings: tuple[str, ...] = ()


def check_ahead(starts: Iterable[datetime], *, now: datetime) -> None:
    """Raises Invalid for a time that has passed or lies years ahead."""
    if not all(now < start < now + FAR for start in starts):
        raise Invalid("Choose a time to come.", fields={"starts_at": ["a time to come, within two years"]})


def find_time(
    offering: Offering,
    *,
    starts_at: datetime,
    length: int,
    instructor: Instructor | None,
    prefer: Collection[int] = (),
    without: Sources = NO_SOURCES,
    viewer: Viewer,
    locked: Sequence[Owner],
    now: datetime,
) -> Found:
    """The free time that starts then, decided under the lock by what showed it; `length` in minutes.

    Of several who could hold it, one of `prefer` (ids) if they can. Raises SlotTaken when it is not free or somebody
    would have to approve it, Invalid beyond the booking window.
    """
    if starts_at > now + timedelta(days=offering.window_days):
        raise Invalid("That is too far ahead.", fields={"starts_at": ["is too far ahead"]})
    ground = read_ground_around(offering, start=starts_at, instructor=instructor, viewer=viewer)
    if not {owner.pk for owner in ground.owners} <= {owner.pk for owner in locked}:
        raise SlotTaken("Who holds this has just changed. Please choose again.")
    span = {"after": starts_at, "before": starts_at + MOMENT}
    found = slots_on(ground, offering=offering, **span, now=now, length=length, without=without)
    firm = [slot for slot in found.slots if slot.is_firm]
    if not firm:
        raise SlotTaken("This time is not free.", starts_at=[starts_at.isoformat()])
    if found.has_lapsed:
        _free_lapsed(ground.owners, start=starts_at, length=length, now=now)
    return Found(best_of(firm, prefer=prefer), ground)


def find_time_anyway(
    offering: Offering,
    *,
    starts_at: datetime,
    length: int,
    instructor: Instructor | None,
    prefer: Collection[int] = (),
    without: Sources = NO_SOURCES,
    viewer: Viewer,
    locked: Sequence[Owner],
    now: datetime,
) -> Found:
    """The same for staff, whatever the rules: what is found says which it goes over.

    Raises SlotTaken where somebody or a room is occupied, Invalid for a time that has passed or lies years ahead.
    """
    check_ahead([starts_at], now=now)
    ground = read_ground_around(offering, start=starts_at, instructor=instructor, viewer=viewer)
    if not ground.teams or not {owner.pk for owner in ground.owners} <= {owner.pk for owner in locked}:
        raise SlotTaken("Who holds this has just changed. Please choose again.")
    asked = {"start": starts_at, "length": length, "without": without, "now": now}
    team, breaches = best_team(offering, ground=ground, prefer=prefer, **asked)
    if final := [breach.text for breach in breaches if breach.is_final]:
        raise SlotTaken(" ".join(final), starts_at=[starts_at.isoformat()])
    units = units_for(offering, team, ground=ground, **asked)
    slot = Slot(starts_at, starts_at + timedelta(minutes=length), team, units=units)
    _free_lapsed(slot.owners, start=starts_at, length=length, now=now)
    return Found(slot, ground, tuple(breach.text for breach in breaches))


def occupy_time(found: Found, *, offering: Offering, places: int) -> Session:
    """A session at that time, for good."""
    slot, ground = found.slot, found.ground
    return book_session(
        offering,
        start=slot.start,
        end=slot.end,
        timezone=ground.place.timezone if ground.place else slot.instructors[0].timezone,
        place=ground.place,
        team=list(slot.team.instructors),
        owners=list(slot.owners),
        places=places,
        expires_at=None,
    )


def _free_lapsed(owners: Sequence[Owner], *, start: datetime, length: int, now: datetime) -> None:
    margin = timedelta(days=1)
    lapsed = lapsed_sources(
        SOURCE, owners=owners, after=start - margin, before=start + timedelta(minutes=length) + margin, now=now
    )
    if lapsed:
        expire_in_the_way(session_ids=lapsed, now=now)
