"""What to offer somebody whose time or place has gone to somebody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import ngettext

from booking.checkout.months import slots_by_day
from booking.checkout.purchase import Purchase
from booking.checkout.state import Choice, new_filling, write_filling
from booking.core.errors import AlmanacError
from booking.core.timezones import day_bounds, local_date
from booking.notifications.times import describe_time
from booking.offerings.models.variants import Scope
from booking.people.selectors import viewer_behind
from booking.reservations.selectors import places_left
from booking.reservations.services.requests import LATER
from booking.reservations.slots import Slot, find_slots
from booking.scheduling.selectors import upcoming_sessions

_SAME_DAY, _OTHER_DAYS, _DATES = 4, 3, 5
_LOOK_AHEAD = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A time that is free now. `state` is what the details form sends to book it instead."""

    label: str
    state: str


def alternatives_to(purchase: Purchase, *, refusal: AlmanacError, now: datetime) -> list[Alternative]:
    """Other times of the same day and the next free days, or the next dates with places; none for a whole series."""
    choice = purchase.choice
    if purchase.books_slots and purchase.variant.sessions > 1:
        return _without(purchase, gone=refusal.extra.get("starts_at", []))
    if purchase.books_slots:
        return _times(purchase, now=now) if len(choice.starts_at) == 1 else []
    if purchase.variant.scope in (Scope.SERIES, Scope.COHORT) or len(choice.sessions) != 1:
        return []
    return _dates(purchase, now=now)


def _without(purchase: Purchase, *, gone: Sequence[str]) -> list[Alternative]:
    """The times of a pack that are free now; what is not is chosen later. Nothing where none would be left."""
    choice, left = purchase.choice, purchase.variant.sessions - purchase.left
    if not 0 < len(gone) < left:
        return []
    label = ngettext(
        "Keep the other dates and choose one later", "Keep the other dates and choose %(count)s later", len(gone)
    ) % {"count": len(gone)}
    if len(choice.starts_at) == 1:
        kept = replace(choice, skip=tuple(sorted({*choice.skip, *gone})))
    else:
        instants = {datetime.fromisoformat(text) for text in gone}
        free = tuple(text for text in choice.starts_at if datetime.fromisoformat(text) not in instants)
        kept = replace(choice, starts_at=free, rest=LATER)
    return [Alternative(label, write_filling(new_filling(kept)))]


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


def _dates(purchase: Purchase, *, now: datetime) -> list[Alternative]:
    choice = purchase.choice
    earliest = now + timedelta(hours=purchase.offering.notice_hours, seconds=1)
    horizon = now + timedelta(days=settings.SERIES_HORIZON_DAYS)
    sessions = upcoming_sessions(purchase.offering, after=earliest, before=horizon)
    left = places_left(sessions, now=now)
    free = [
        session
        for session in sessions
        if session.reference not in choice.sessions
        and (left[session.pk] is None or left[session.pk] >= choice.quantity)
    ]
    return [
        _alternative(replace(choice, sessions=(session.reference,)), start=session.starts_at, end=session.ends_at)
        for session in free[:_DATES]
    ]


def _alternative(choice: Choice, *, start: datetime, end: datetime) -> Alternative:
    label = describe_time(start, end, timezone=choice.timezone)
    return Alternative(label, write_filling(new_filling(choice)))
