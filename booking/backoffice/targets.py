"""Where a booked session may be moved to: a time, another date, or the run that is open now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from booking.backoffice.reading import read_wall
from booking.core.errors import Invalid
from booking.core.gate import read_instant
from booking.notifications.times import describe_time
from booking.offerings.models.variants import WHOLE
from booking.people.viewers import STAFF
from booking.reservations.breaches import approvals_of, best_team
from booking.reservations.changing import occupied_by, preview_reschedule
from booking.reservations.ground import read_ground_around
from booking.reservations.models import Booking, Seat
from booking.reservations.seating import current_seats, movable_seats
from booking.reservations.selectors import seats_of
from booking.reservations.services import (
    overrule_reschedule,
    overrule_swap_date,
    overrule_swap_run,
    reschedule_session,
    swap_date,
    swap_run,
)
from booking.reservations.services.prepare import is_booked_by_slots
from booking.reservations.services.record import Changed
from booking.reservations.services.swap_dates import open_date, too_close
from booking.reservations.states import SeatStatus
from booking.scheduling.selectors import current_run

RUN = "run"


@dataclass(frozen=True, slots=True)
class Target:
    """What was chosen, in words: `warnings` are rules that it goes over, `refusals` what nobody may go over."""

    times: tuple[str, ...]
    warnings: tuple[str, ...]
    refusals: tuple[str, ...]
    keep_the_rules: Callable[..., Changed]
    overrule: Callable[..., Changed]


def is_whole(booking: Booking) -> bool:
    """Whether all dates were bought as one."""
    return booking.variant.scope in WHOLE


def movable(booking: Booking) -> list[Seat]:
    """Places that nobody has used yet."""
    return [seat for seat in current_seats(seats_of(booking)) if seat.status == SeatStatus.BOOKED]


def seats_to_move(booking: Booking, *, session: str) -> list[Seat]:
    """All that was bought as one, or the places in a session by its reference. Raises Invalid for one it has not."""
    seats = movable(booking)
    return seats if is_whole(booking) else movable_seats(seats, session=session)


def read_target(text: str, *, booking: Booking, moving: Sequence[Seat], now: datetime) -> Target:
    """What moving these seats there would mean. Raises Invalid for what is no choice."""
    warnings = preview_reschedule(booking, moving=moving, now=now).reasons
    if is_whole(booking):
        return _run(booking, warnings=warnings, now=now)
    if is_booked_by_slots(booking.offering):
        start = read_instant(text) or read_wall(text, timezone=booking.organization.timezone, field="to")
        return _time(booking, moving=moving, start=start, warnings=warnings, now=now)
    return _date(booking, moving=moving, reference=text, warnings=warnings, now=now)


def _run(booking: Booking, *, warnings: tuple[str, ...], now: datetime) -> Target:
    run, zone = current_run(booking.offering), booking.organization.timezone
    times = tuple(describe_time(row.starts_at, row.ends_at, timezone=zone) for row in run)
    notice = too_close(booking, run, now=now)
    return Target(times, (*warnings, *notice), (), swap_run, overrule_swap_run)


def _date(
    booking: Booking, *, moving: Sequence[Seat], reference: str, warnings: tuple[str, ...], now: datetime
) -> Target:
    date = open_date(booking, reference=reference)
    times = (describe_time(date.starts_at, date.ends_at, timezone=booking.organization.timezone),)
    refusals = (_("It has already begun."),) if date.starts_at <= now else ()
    which = {"session": moving[0].session.reference, "to_session": date.reference}
    return Target(
        times,
        (*warnings, *too_close(booking, [date], now=now)),
        refusals,
        keep_the_rules=lambda **by: swap_date(booking, **which, **by),
        overrule=lambda **by: overrule_swap_date(booking, **which, **by),
    )


def _time(
    booking: Booking, *, moving: Sequence[Seat], start: datetime, warnings: tuple[str, ...], now: datetime
) -> Target:
    session, without = moving[0].session, occupied_by(moving)
    length = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    if start <= now:
        raise Invalid(_("This time has passed."), fields={"to": [_("a time to come")]})
    ground = read_ground_around(booking.offering, start=start, instructor=None, viewer=STAFF)
    held_by = {link.instructor_id for link in session.facilitator_links.all()}
    asked = {"ground": ground, "start": start, "length": length, "without": without, "now": now}
    _team, breaches = best_team(booking.offering, prefer=held_by, **asked)
    on_request = approvals_of(booking.offering, **asked)
    broken = dict.fromkeys([*(each.text for each in breaches if not each.is_final), *on_request])
    which = {"session": session.reference, "starts_at": start}
    return Target(
        (describe_time(start, start + (session.ends_at - session.starts_at), timezone=booking.organization.timezone),),
        (*warnings, *broken),
        tuple(each.text for each in breaches if each.is_final),
        keep_the_rules=lambda **by: reschedule_session(booking, **which, **by),
        overrule=lambda **by: overrule_reschedule(booking, **which, **by),
    )
