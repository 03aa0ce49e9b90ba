"""What to offer somebody whose time or place has gone to somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

from booking.checkout.months import slots_by_day
from booking.checkout.purchase import Purchase, dates_of
from booking.checkout.state import Choice, new_filling, write_filling
from booking.core.errors import AlmanacError
from booking.core.timezones import day_bounds, local_date
from booking.notifications.times import describe_time
from booking.offerings.models.variants import WHOLE
from booking.people.selectors import viewer_behind
from booking.reservations.alternatives import open_dates
from booking.reservations.slots import Slot, find_slots

_SAME_DAY, _OTHER_DAYS = 4, 3
_LOOK_AHEAD = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A time that is free now. `state` is what the details form sends to book it instead."""

    label: str
    state: str


def alternatives_to(purchase: Purchase, *, refusal: AlmanacError, now: datetime) -> list[Alternative]:
    """Other times of the same day and the next free days, or the next dates with places; none for a whole series."""
    choice = purchase.choice
    if purchase.has_several_times:
        return _without(purchase, now=now)
    if purchase.books_slots:
        return _times(purchase, now=now) if len(choice.starts_at) == 1 else []
    if purchase.variant.scope in WHOLE or not choice.sessions:
        return []
    full = choice.sessions[0] if len(choice.sessions) == 1 else refusal.extra.get("session", "")
    return _dates(purchase, gone=full, now=now) if full else []


def _without(purchase: Purchase, *, now: datetime) -> list[Alternative]:
    """The times that are free now: what is not is chosen later, or, if it is one, replaced by a time of its week."""
    dates = dates_of(purchase, now=now)
    free, gone = [date.start for date in dates if date.is_free], [date for date in dates if not date.is_free]
    if not free or not gone:
        return []
    label = ngettext(
        "Keep the other dates and choose one later", "Keep the other dates and choose %(count)s later", len(gone)
    ) % {"count": len(gone)}
    nearest = _nearest(gone[0].instead, to=gone[0].start)[:_SAME_DAY] if len(gone) == 1 else []
    return [
        Alternative(label, _state(purchase.with_starts(free))),
        *(
            _alternative(purchase.with_starts([*free, slot.start]), start=slot.start, end=slot.end)
            for slot in sorted(nearest, key=lambda slot: slot.start)
        ),
    ]


def _times(purchase: Purchase, *, now: datetime) -> list[Alternative]:
    choice, gone = purchase.choice, purchase.choice.instants[0]
    after = max(now, day_bounds(local_date(gone, choice.timezone), choice.timezone)[0])
    slots = find_slots(
        purchase.offering,
        after=after,
        before=after + _LOOK_AHEAD,
        now=now,
        length=choice.length,
        instructor=purchase.instructor,
        viewer=viewer_behind(choice.connection),
    )
    days = slots_by_day([slot for slot in slots if slot.start != gone], timezone=choice.timezone)
    same_day = days.pop(local_date(gone, choice.timezone), [])
    nearest = _nearest(same_day, to=gone)[:_SAME_DAY]
    for day in sorted(days)[:_OTHER_DAYS]:
        nearest += _nearest(days[day], to=_on_day_of(days[day][0], clock=gone))[:1]
    return [
        _alternative(replace(choice, starts_at=(slot.start.isoformat(),)), start=slot.start, end=slot.end)
        for slot in sorted(nearest, key=lambda slot: slot.start)
    ]


def _nearest(slots: Iterable[Slot], *, to: datetime) -> list[Slot]:
    return sorted(slots, key=lambda slot: abs(slot.start - to))


def _on_day_of(slot: Slot, *, clock: datetime) -> datetime:
    days = round((slot.start - clock) / timedelta(days=1))
    return clock + timedelta(days=days)


def _dates(purchase: Purchase, *, gone: str, now: datetime) -> list[Alternative]:
    """Another date in the place of the one that is full, the others kept; or one of several is chosen later."""
    choice = purchase.choice
    kept = tuple(reference for reference in choice.sessions if reference != gone)
    free = open_dates(purchase.offering, besides=choice.sessions, places=choice.quantity, now=now)
    later = gettext("Keep the other dates and choose one later")
    without = [Alternative(later, _state(replace(choice, sessions=kept)))] if kept and purchase.may_wait else []
    return without + [
        _alternative(replace(choice, sessions=(*kept, row.reference)), start=row.starts_at, end=row.ends_at)
        for row in free
    ]


def _alternative(choice: Choice, *, start: datetime, end: datetime) -> Alternative:
    return Alternative(describe_time(start, end, timezone=choice.timezone), _state(choice))


def _state(choice: Choice) -> str:
    return write_filling(new_filling(choice))
