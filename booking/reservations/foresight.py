"""What saying yes would mean, before it is said: which rules it goes over now, and what nobody may go over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.calendars.selectors import Sources
from booking.offerings.models import Offering
from booking.people.viewers import STAFF
from booking.reservations.breaches import Breach, approvals_of, best_team, breaches_of
from booking.reservations.entry import missing_prerequisites, registration_obstacle
from booking.reservations.ground import read_ground_around
from booking.reservations.models import Booking
from booking.reservations.selectors import kept_sessions_of
from booking.reservations.services.prepare import is_booked_by_slots, prepare_anyway
from booking.reservations.services.requests import BookingRequest
from booking.reservations.services.take_times import all_starts, length_of
from booking.scheduling.models import Session
from booking.scheduling.services import SOURCE


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
        ground = read_ground_around(request.offering, start=start, instructor=request.instructor, viewer=STAFF)
        asked = {"ground": ground, "start": start, "length": length, "now": now}
        _team, breaches = best_team(request.offering, **asked)
        refusals += [breach.text for breach in breaches if breach.is_final]
        warnings += [breach.text for breach in breaches if not breach.is_final]
        warnings += approvals_of(request.offering, **asked)
    times = tuple((start, start + timedelta(minutes=length)) for start in starts)
    return Foreseen(times, tuple(dict.fromkeys(warnings)), tuple(dict.fromkeys(refusals)))


def foresee_approval(booking: Booking, *, now: datetime) -> Foreseen:
    """What stands against the times of a request by now: rules may have changed and time gone by since it was made.

    Reads only. The request itself is in nobody's way and counts for no limit.
    """
    offering, sessions = booking.offering, kept_sessions_of(booking)
    times = tuple((session.starts_at, session.ends_at) for session in sessions)
    missing = missing_prerequisites(offering, email=booking.email)
    warnings = [registration_obstacle(offering, now=now), *(f"Not completed yet: {found.name}." for found in missing)]
    refusals: list[str] = []
    if is_booked_by_slots(offering):
        own = Sources(SOURCE, tuple(session.pk for session in sessions))
        for session in sessions:
            breaches = _against(session, offering=offering, without=own, now=now)
            refusals += [breach.text for breach in breaches if breach.is_final]
            warnings += [breach.text for breach in breaches if not breach.is_final]
    return Foreseen(times, tuple(dict.fromkeys(filter(None, warnings))), tuple(dict.fromkeys(refusals)))


def _against(session: Session, *, offering: Offering, without: Sources, now: datetime) -> list[Breach]:
    """All that is against an appointment with whoever is to hold it."""
    people = [link.instructor for link in session.facilitator_links.all()]
    lead = people[0] if people else None
    ground = read_ground_around(offering, start=session.starts_at, instructor=lead, viewer=STAFF)
    length = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    asked = {"start": session.starts_at, "length": length, "without": without, "now": now}
    return [breach for team in ground.teams[:1] for breach in breaches_of(offering, team, ground=ground, **asked)]
