"""Time that somebody does not work, or that a room is closed: written into the calendars like everything else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.audit.services import record_change
from booking.availability.models import Blackout
from booking.availability.rules import merge
from booking.calendars.models import Entry, Owner
from booking.calendars.models.entries import BLACKOUT, LONGEST_ENTRY_DAYS
from booking.calendars.selectors import entries_within
from booking.calendars.services import release
from booking.core.errors import AlmanacError, Invalid
from booking.core.gate import FAR
from booking.core.locks import lock
from booking.core.rows import insert
from booking.core.timezones import wall_clock
from booking.core.transactions import transactional

_LONGEST = timedelta(days=LONGEST_ENTRY_DAYS)
_MOST_NAMED = 5


class BlackoutHits(AlmanacError):
    """Somebody is booked then. `hits` are the entries in the way, in order of time."""

    code, status, title = "blackout_hits", 409, "Somebody is booked at that time"

    def __init__(self, hits: list[Entry], *, timezone: str):
        times = [f"{wall_clock(entry.starts_at, timezone):%-d %B %Y %H:%M}" for entry in hits[:_MOST_NAMED]]
        more = f" and {len(hits) - _MOST_NAMED} more" if len(hits) > _MOST_NAMED else ""
        super().__init__(f"Something takes place then: {', '.join(times)}{more}.")
        self.hits = hits


@dataclass(frozen=True, slots=True)
class Absence:
    """What a blackout is to be: naive wall-clock texts such as 2027-07-01T00:00 in `timezone`, the end not included."""

    owner: Owner
    timezone: str
    starts: str
    ends: str
    reason: str = ""


def absence_between(
    owner: Owner, *, timezone: str, starts: datetime, ends: datetime, reason: str = "", field: str
) -> Absence:
    """From naive wall-clock times of full minutes. Raises Invalid, beside the `field` that says its end, for an end
    that does not come after the beginning or comes more than two years later.
    """
    if not starts < ends <= starts + FAR:
        raise Invalid("Check the times.", fields={field: ["after the beginning, within two years"]})
    walls = (wall.isoformat(timespec="minutes") for wall in (starts, ends))
    return Absence(owner, timezone, *walls, reason)


@transactional
def put_blackout(absence: Absence, *, actor: str, now: datetime) -> Blackout:
    """Keep a stretch of time free. Raises BlackoutHits when something takes place then, Invalid for a stretch that is
    kept free already; nothing is written.
    """
    blackout, booked = _prepare(absence, now=now)
    if hits := _standing(booked, now=now):
        raise BlackoutHits(hits, timezone=absence.timezone)
    _write(blackout, booked=booked)
    _record(blackout, action="blackout.put", actor=actor, now=now)
    return blackout


@transactional
def put_blackout_around(absence: Absence, *, actor: str, now: datetime) -> tuple[Blackout, list[Entry]]:
    """Keep a stretch of time free from now on, and leave what takes place in it; returns that too.

    What is called off later leaves no hole: the stretch stays blacked out.
    """
    blackout, booked = _prepare(absence, now=now)
    blackout.keeps_booked = True
    _write(blackout, booked=booked)
    hits = _standing(booked, now=now)
    kept = [[entry.source_kind, entry.source_id] for entry in hits]
    _record(blackout, action="blackout.put_around", actor=actor, now=now, changes={"kept": kept})
    return blackout, hits


def foresee_blackout(absence: Absence, *, now: datetime) -> list[Entry]:
    """What takes place or is asked for in a stretch that is to be kept free, in order of time. Reads only."""
    after, before = _blackout(absence).bounds
    return _standing(entries_within(absence.owner, after=after, before=before), now=now)


@transactional
def lift_blackout(blackout: Blackout, *, actor: str, now: datetime) -> None:
    """Give the time back."""
    release(BLACKOUT, source_ids=[blackout.pk])
    _record(blackout, action="blackout.lifted", actor=actor, now=now)
    blackout.delete()


def _prepare(absence: Absence, *, now: datetime) -> tuple[Blackout, list[Entry]]:
    """The blackout, not saved, and what is on the owner's calendar then; the owner is locked."""
    owner = lock([absence.owner])[absence.owner]
    blackout = _blackout(absence)
    blackout.owner = owner
    if Blackout.objects.filter(owner=owner, starts=blackout.starts, ends=blackout.ends).exists():
        raise Invalid("This time is kept free already.", fields={"from": ["is kept free already"]})
    after, before = blackout.bounds
    return blackout, entries_within(owner, after=after, before=before)


def _blackout(absence: Absence) -> Blackout:
    return Blackout(
        owner=absence.owner,
        timezone=absence.timezone,
        starts=absence.starts,
        ends=absence.ends,
        reason=absence.reason,
    )


def _standing(booked: Iterable[Entry], *, now: datetime) -> list[Entry]:
    """What takes place or is asked for: no other blackouts, and no holds that ran out."""
    lasting = (entry for entry in booked if entry.expires_at is None or entry.expires_at > now)
    return [entry for entry in lasting if entry.source_kind != BLACKOUT]


def _write(blackout: Blackout, *, booked: list[Entry]) -> None:
    """Firm where nothing firm is, so that the database keeps it free; beside what is there otherwise."""
    blackout.save()
    after, before = blackout.bounds
    taken = merge(
        (max(entry.starts_at, after), min(entry.ends_at, before)) for entry in booked if not entry.is_tentative
    )
    entries = []
    free_from = after
    for start, end in [*taken, (before, before)]:
        entries += [_entry(blackout, *part) for part in _parts(free_from, start)]
        entries += [_entry(blackout, *part, is_tentative=True) for part in _parts(start, end)]
        free_from = end
    insert(*entries)


def _parts(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        yield start, min(end, start + _LONGEST)
        start += _LONGEST


def _entry(blackout: Blackout, start: datetime, end: datetime, **also: object) -> Entry:
    return Entry(
        owner=blackout.owner, starts_at=start, ends_at=end, source_kind=BLACKOUT, source_id=blackout.pk, **also
    )


def _record(blackout: Blackout, *, action: str, actor: str, now: datetime, changes: dict | None = None) -> None:
    record_change(
        actor=actor,
        action=action,
        subject_type="blackout",
        subject_reference=str(blackout.pk),
        now=now,
        reason=blackout.reason,
        changes={"owner": blackout.owner.name, "time": [blackout.starts, blackout.ends], **(changes or {})},
    )
