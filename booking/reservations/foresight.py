"""What booking over the rules would mean, before it is done: which rules, and what nobody may go over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.people.viewers import STAFF
from booking.reservations.breaches import approvals_of, best_team
from booking.reservations.ground import read_ground
from booking.reservations.services.prepare import is_booked_by_slots, prepare_anyway
from booking.reservations.services.requests import BookingRequest
from booking.reservations.services.take_times import all_starts, length_of

_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Start and end of each session, rules that staff may go over, and what is taken."""

    times: tuple[tuple[datetime, datetime], ...]
    warnings: tuple[str, ...]
    refusals: tuple[str, ...] = ()


def foresee_booking(request: BookingRequest, *, now: datetime) -> Foreseen:
    """Reads only. Raises Invalid for values that cannot be, SoldOut when there are no places."""
    chosen, entry = prepare_anyway(request, now=now)
    if not is_booked_by_slots(request.offering):
        return Foreseen(tuple((session.starts_at, session.ends_at) for session in chosen), entry)
    length, warnings, refusals = length_of(request), [*entry], []
    starts = all_starts(request, now=now)
    for start in starts:
        who = {"instructor": request.instructor, "viewer": STAFF}
        ground = read_ground(request.offering, after=start, before=start + _MOMENT, **who)
        asked = {"ground": ground, "start": start, "length": length, "now": now}
        _team, breaches = best_team(request.offering, **asked)
        refusals += [breach.text for breach in breaches if breach.is_final]
        warnings += [breach.text for breach in breaches if not breach.is_final]
        warnings += approvals_of(request.offering, **asked)
    times = tuple((start, start + timedelta(minutes=length)) for start in starts)
    return Foreseen(times, tuple(dict.fromkeys(warnings)), tuple(dict.fromkeys(refusals)))
