"""What is in the way of a start, by name: sessions, blackouts, buffers and ways."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from booking.availability.models import Blackout
from booking.availability.rules import SlotRules
from booking.calendars.models import Entry
from booking.calendars.models.entries import BLACKOUT
from booking.calendars.selectors import NO_SOURCES, Sources, entries_within
from booking.core.timezones import wall_clock
from booking.reservations.ground import Ground, Team
from booking.scheduling.models import Session
from booking.scheduling.services.occupation import SOURCE

# Longer than any buffers with any way.
_MARGIN = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """An entry in the way, from `begins` to `ends` with the ways to and from it, and what it is for."""

    entry: Entry
    begins: datetime
    ends: datetime
    name: str
    # Without buffers; the same as the entry's for what has none.
    starts_at: datetime
    ends_at: datetime

    def describe(self, start: int, rules: SlotRules, *, timezone: str) -> str:
        """A sentence: who is taken by what, and whether it is that itself, a buffer or the way that is in the way."""
        begins = datetime.fromtimestamp(start, UTC)
        ends = begins + timedelta(minutes=rules.length)
        if self.starts_at < ends and begins < self.ends_at:
            how = ""
        elif self.entry.starts_at < ends + _minutes(rules.buffer_after) and (
            begins - _minutes(rules.buffer_before) < self.entry.ends_at
        ):
            how = "; the buffers between the two are too short"
        else:
            how = f"; it is at {self.entry.place}, and there is no time for the way"
        first, last = wall_clock(self.starts_at, timezone), wall_clock(self.ends_at, timezone)
        until = f"{last:%H:%M}" if first.date() == last.date() else f"{last:%-d %B %H:%M}"
        return f"{self.entry.owner.name} has {self.name} on {first:%-d %B %H:%M} to {until}{how}."


def obstacles_on(
    ground: Ground, team: Team, *, after: datetime, before: datetime, now: datetime, without: Sources = NO_SOURCES
) -> list[Obstacle]:
    """What occupies anybody and any room of the team near [after, before); holds that ran out and `without` do not."""
    entries = [
        entry
        for owner in team.everybody
        for entry in entries_within(owner, after=after - _MARGIN, before=before + _MARGIN)
        if (entry.expires_at is None or entry.expires_at > now)
        and not (entry.source_kind == without.kind and entry.source_id in without.ids)
    ]
    entries = [entry for entry in entries if not entry.is_tentative or entry.source_kind == BLACKOUT]
    owners = {owner.pk: owner for owner in team.everybody}
    sessions = _by_id(Session.objects.select_related("offering"), entries, kind=SOURCE)
    blackouts = _by_id(Blackout.objects.all(), entries, kind=BLACKOUT)
    travel = ground.place.travel if ground.place else {}
    found = []
    for entry in entries:
        entry.owner = owners[entry.owner_id]
        to, back = (_minutes(way) for way in travel.get(entry.place, (0, 0)))
        session = sessions.get(entry.source_id) if entry.source_kind == SOURCE else None
        blackout = blackouts.get(entry.source_id) if entry.source_kind == BLACKOUT else None
        name = session.offering.name if session else f"time off: {blackout.reason}" if blackout else entry.source_kind
        times = (session or entry).starts_at, (session or entry).ends_at
        found.append(Obstacle(entry, entry.starts_at - to, entry.ends_at + back, name.removesuffix(": "), *times))
    return found


def met_by(start: int, rules: SlotRules, *, obstacles: Iterable[Obstacle]) -> Iterator[Obstacle]:
    """Those that a session at `start` and its buffers would meet."""
    begins = datetime.fromtimestamp(start, UTC) - _minutes(rules.buffer_before)
    ends = datetime.fromtimestamp(start, UTC) + _minutes(rules.length + rules.buffer_after)
    return (each for each in obstacles if each.begins < ends and begins < each.ends)


def _by_id(rows, entries: Iterable[Entry], *, kind: str) -> dict:
    return rows.in_bulk([entry.source_id for entry in entries if entry.source_kind == kind])


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
