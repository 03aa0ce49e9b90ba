"""Which of several times can be had, and what is free near those that cannot: told before anything is paid (H24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from booking.calendars.selectors import Occupied
from booking.core.timezones import day_bounds, local_date
from booking.offerings.models import Offering
from booking.people.models import Instructor
from booking.people.viewers import STRANGER, Viewer
from booking.reservations.cadence import Wish, check_term, is_in_term
from booking.reservations.ground import MOMENT, Ground, read_ground
from booking.reservations.slots import Slot, best_of, checked_length, occupied_on, slots_among
from booking.reservations.starts import in_seconds

_A_WEEK = timedelta(days=7)


class DateState(StrEnum):
    """Whether a time can be had: at once, if somebody approves, not because it is taken, or not at that hour at all."""

    FREE = "free"
    REQUEST = "request"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PackDate:
    """One of several times as far as is known now. `instead` are free times of its week, for one that is not free."""

    start: datetime
    end: datetime
    state: DateState
    instead: tuple[Slot, ...] = ()

    @property
    def is_free(self) -> bool:
        return self.state in (DateState.FREE, DateState.REQUEST)


@dataclass(frozen=True, slots=True)
class _Search:
    """Everything that is looked at, read once: what is occupied grows by what is taken of it."""

    ground: Ground
    occupied: tuple[Occupied[tuple[int, int]], Occupied[int]]
    offering: Offering
    length: int
    now: datetime

    def slots(self, *, after: datetime, before: datetime) -> list[Slot]:
        asked = {"offering": self.offering, "now": self.now, "length": self.length}
        return slots_among(self.ground, self.occupied, after=after, before=before, **asked)

    def is_held_then(self, start: datetime) -> bool:
        """Whether anybody works at that hour, whatever else is in the way."""
        nothing = (Occupied({owner.pk: [] for owner in self.ground.owners}), Occupied())
        return bool(replace(self, occupied=nothing).slots(after=start, before=start + MOMENT))

    def take(self, slot: Slot) -> None:
        """The times of one booking are in each other's way, with their buffers, and count for limits."""
        busy, counted = self.occupied
        for owner in slot.owners:
            before = timedelta(minutes=max(owner.buffer_before, self.offering.buffer_before))
            after = timedelta(minutes=max(owner.buffer_after, self.offering.buffer_after))
            busy.by_owner[owner.pk].append((in_seconds(slot.start - before), in_seconds(slot.end + after)))
        counted.by_owner.setdefault(slot.team.owners[0].pk, []).append(in_seconds(slot.start))


def pack_dates(
    offering: Offering,
    wish: Wish,
    *,
    length: int | None = None,
    instructor: Instructor | None = None,
    viewer: Viewer = STRANGER,
    timezone: str,
    now: datetime,
) -> list[PackDate]:
    """The times named, or the first and those that follow from it; decided one after the other as when they are taken.

    `length` is minutes. Weeks are those of `timezone`. As many queries for many times as for one. Raises Invalid.
    """
    length = checked_length(offering, length=wish.variant.length or length)
    span = wish.planned(zone="UTC")
    if not span:
        return []
    around = {"after": min(span) - _A_WEEK, "before": max(span) + 2 * _A_WEEK}
    ground = read_ground(offering, **around, instructor=instructor, viewer=viewer)
    if not ground.teams:
        minutes = timedelta(minutes=length)
        return [PackDate(start, start + minutes, DateState.CLOSED) for start in wish.wanted(zone=timezone)]
    if wish.is_weekly:
        # Weeks of lessons are those of the studio.
        timezone = ground.zone
        check_term(wish, zone=timezone)
    starts = wish.wanted(zone=ground.zone)
    occupied = occupied_on(ground, offering=offering, length=length, **around, now=now)
    search = _Search(ground, occupied, offering, length, now)
    dates = list(_decided(search, starts, latest=now + timedelta(days=offering.window_days)))
    found = [date if date.is_free else _with_others(search, date, starts, timezone=timezone) for date in dates]
    return [_within_term(date, offering, zone=ground.zone) for date in found] if wish.is_weekly else found


def _decided(search: _Search, starts: Iterable[datetime], *, latest: datetime) -> Iterable[PackDate]:
    """Only the first has to be within the booking window."""
    leads: list[int] = []
    for position, start in enumerate(starts):
        end = start + timedelta(minutes=search.length)
        found = search.slots(after=start, before=start + MOMENT) if position or start < latest else []
        if found:
            slot = best_of(found, prefer=leads)
            leads = leads or [slot.instructors[0].pk]
            search.take(slot)
            yield PackDate(start, end, DateState.FREE if slot.is_firm else DateState.REQUEST)
        else:
            yield PackDate(start, end, DateState.TAKEN if search.is_held_then(start) else DateState.CLOSED)


def _with_others(search: _Search, date: PackDate, starts: Sequence[datetime], *, timezone: str) -> PackDate:
    day = local_date(date.start, timezone)
    monday = day - timedelta(days=day.weekday())
    after = max(day_bounds(monday, timezone)[0], search.now)
    free = search.slots(after=after, before=day_bounds(monday + timedelta(days=6), timezone)[1])
    # Of several who could hold it at one time, the first: whose time is firm.
    others = {slot.start: slot for slot in reversed(free) if slot.start not in starts}
    return replace(date, instead=tuple(others[start] for start in sorted(others)))


def _within_term(date: PackDate, offering: Offering, *, zone: str) -> PackDate:
    return replace(date, instead=tuple(slot for slot in date.instead if is_in_term(offering, slot.start, zone=zone)))
