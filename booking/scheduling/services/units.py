"""Which unit of a room a session uses: the one it has, else one that is free for all of its time."""

from collections.abc import Mapping, Sequence, Set
from datetime import timedelta

from booking.calendars.models import Owner
from booking.calendars.selectors import entries_within
from booking.core.errors import SlotTaken
from booking.scheduling.models import Session

_A_DAY = timedelta(days=1)


def unit_in_use(units: Sequence[Owner], *, on: Set[int]) -> Owner:
    """The unit that is occupied already (`on` are ids of owners), else the first."""
    return next((unit for unit in units if unit.pk in on), units[0])


def free_units(
    sessions: Sequence[Session], *, rooms: Sequence[Sequence[Owner]], written: Mapping[int, Set[tuple]]
) -> dict[int, list[Owner]]:
    """A unit of each room by session; `written` is what they occupied until now, which they keep if they can.

    All units must be locked. Raises SlotTaken where none is free; of a single one the database says so.
    """
    bounds = {
        "after": min(session.starts_at for session in sessions) - _A_DAY,
        "before": max(session.ends_at for session in sessions) + _A_DAY,
    }
    chosen: dict[int, list[Owner]] = {session.pk: [] for session in sessions}
    for units in rooms:
        busy = {unit.pk: _spans(unit, **bounds) for unit in units} if len(units) > 1 else {}
        for session in sessions:
            on = {owner_id for owner_id, *_ in written.get(session.pk, ())}
            unit = _free_unit(session, units=sorted(units, key=lambda unit: unit.pk not in on), busy=busy)
            chosen[session.pk].append(unit)
            busy.setdefault(unit.pk, []).append(_span(session, unit=unit))
    return chosen


def _free_unit(session: Session, *, units: Sequence[Owner], busy: Mapping[int, list[tuple]]) -> Owner:
    if len(units) == 1:
        return units[0]
    for unit in units:
        start, end = _span(session, unit=unit)
        if not any(begins < end and start < ends for begins, ends in busy[unit.pk]):
            return unit
    raise SlotTaken(f"All units of {units[0].name} are taken then.")


def _span(session: Session, *, unit: Owner) -> tuple:
    before = timedelta(minutes=max(unit.buffer_before, session.offering.buffer_before))
    after = timedelta(minutes=max(unit.buffer_after, session.offering.buffer_after))
    return session.starts_at - before, session.ends_at + after


def _spans(unit: Owner, *, after, before) -> list[tuple]:
    entries = entries_within(unit, after=after, before=before)
    return [(entry.starts_at, entry.ends_at) for entry in entries if not entry.is_tentative]
