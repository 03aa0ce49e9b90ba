"""Taking free times: appointments, singly or as a pack."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from booking.calendars.selectors import busy_ranges, lapsed_sources
from booking.core.errors import Invalid, SlotTaken
from booking.core.locks import lock
from booking.core.timezones import wall_clock
from booking.reservations.cadence import check_term
from booking.reservations.ground import Ground, Team, owners_in, read_ground
from booking.reservations.services.expire import expire_in_the_way
from booking.reservations.services.requests import BookingRequest, Taken
from booking.reservations.services.take_time import check_ahead, find_time_anyway
from booking.reservations.slots import ShownSlots, Slot, best_of, slots_on
from booking.scheduling.models import Session
from booking.scheduling.services import ask_for_session, book_session

_A_WEEK = timedelta(days=7)
# How far beyond the booking window the later times of a pack may lie.
_LONGEST_PACK = timedelta(days=366)
_OTHER_PEOPLE = "Who holds this has just changed. Please choose again."


def take_times(
    request: BookingRequest, chosen: Sequence[Session], *, expires_at: datetime | None, now: datetime
) -> Taken:
    """Lock the people and rooms, decide with the slot function, occupy. All times or none.

    Whoever holds the first holds the others too where that is possible. One time that needs approval makes all of them
    tentative, after all are taken: they are in each other's way.

    Raises SlotTaken naming the times that are gone, Invalid for a number of times the variant does not have.
    """
    length = length_of(request)
    locked = owners_in(_teams(request))
    lock(locked)
    ground = _ground(request, now=now)
    if not {owner.pk for owner in ground.owners} <= {owner.pk for owner in locked}:
        raise SlotTaken(_OTHER_PEOPLE)
    starts = starts_in(request, zone=ground.zone)
    sessions, gone, is_firm, leads = [], [], True, []
    for position, start in enumerate(starts):
        # One after the other: the times of a pack are in each other's way, and count for limits.
        found = _shown_at(ground, request, start=start, length=length, is_first=position == 0, now=now)
        if not found.slots:
            gone.append(start)
            continue
        if found.has_lapsed:
            _free_lapsed(locked, starts=starts, length=length, now=now)
        slot = best_of(found.slots, prefer=leads)
        is_firm, leads = is_firm and slot.is_firm, leads or [slot.instructors[0].pk]
        sessions.append(_book(slot, request=request, ground=ground, expires_at=expires_at))
    if gone:
        _refuse(gone, starts=starts, zone=request.timezone)
    if not is_firm:
        ask_for_session([session.pk for session in sessions], until=expires_at)
    return Taken(sessions, needs_approval=not is_firm)


def take_times_anyway(
    request: BookingRequest, chosen: Sequence[Session], *, expires_at: datetime | None, now: datetime
) -> Taken:
    """The same whatever the rules: only time that is taken is refused, and nobody is asked."""
    locked, warnings, sessions = owners_in(_teams(request)), [], []
    lock(locked)
    who = {"instructor": request.instructor, "viewer": request.viewer}
    asked = {"length": length_of(request), **who, "locked": locked, "now": now}
    for start in all_starts(request, now=now):
        found = find_time_anyway(request.offering, starts_at=start, **asked)
        warnings += found.warnings
        sessions.append(_book(found.slot, request=request, ground=found.ground, expires_at=expires_at))
    return Taken(sessions, needs_approval=False, warnings=tuple(dict.fromkeys(warnings)))


def check_times(request: BookingRequest, *, now: datetime) -> None:
    """Raises Invalid for times and numbers of people that cannot be, whatever the rules."""
    _check_group(request)
    length_of(request)
    _teams(request)
    check_ahead(all_starts(request, now=now), now=now)


def all_starts(request: BookingRequest, *, now: datetime) -> list[datetime]:
    """The times as given, or the first and those that follow from it. Raises Invalid for too few or too many."""
    return starts_in(request, zone=_ground(request, now=now).zone)


def _book(slot: Slot, *, request: BookingRequest, ground: Ground, expires_at: datetime | None) -> Session:
    return book_session(
        request.offering,
        start=slot.start,
        end=slot.end,
        timezone=ground.zone,
        place=ground.place,
        team=list(slot.team.instructors),
        owners=list(slot.owners),
        places=request.quantity,
        expires_at=expires_at,
    )


def refuse_taken_times(request: BookingRequest, *, now: datetime) -> None:
    """Refuse a first time that somebody holds already, by one look at the calendars. Raises SlotTaken, Invalid."""
    _check_group(request)
    if not request.starts_at:
        return
    start = min(request.starts_at)
    if max(request.starts_at) > now + timedelta(days=request.offering.window_days) + _LONGEST_PACK:
        raise Invalid("That is too far ahead.", fields={"starts_at": ["is too far ahead"]})
    teams = _teams(request)
    busy = busy_ranges(owners_in(teams), after=start, before=start + timedelta(minutes=1), now=now)
    if all(any(busy[owner.pk] for owner in team.owners) for team in teams):
        _refuse([start], starts=request.starts_at, zone=request.timezone)


def _check_group(request: BookingRequest) -> None:
    """A free time has as many places as the offering; no other time would have more."""
    capacity = request.offering.capacity
    most = None if capacity is None else capacity + request.offering.overbooking
    if most is not None and request.quantity > most:
        raise Invalid(fields={"quantity": [f"At most {most} can come together."]})


def length_of(request: BookingRequest) -> int:
    """Minutes. A variant with a length of its own is sold at that length only."""
    own = request.variant.length
    if own and request.length not in (None, own):
        raise Invalid(fields={"length": [f"{request.variant.name} takes {own} minutes"]})
    return own or request.length or request.offering.length


def _teams(request: BookingRequest) -> list[Team]:
    """Raises Invalid when there are none."""
    if not request.teams:
        raise Invalid("Nobody can be booked for this.", fields={"instructor": ["does not hold this offering"]})
    return request.teams


def _ground(request: BookingRequest, *, now: datetime) -> Ground:
    """Read once for all times of a pack, the later ones included that are not worked out yet."""
    given = request.starts_at or (now,)
    last = max(request.wish.planned(zone="UTC"), default=now)
    who = {"instructor": request.instructor, "viewer": request.viewer}
    ground = read_ground(request.offering, after=min(given), before=last + _A_WEEK, **who)
    if not ground.teams:
        raise SlotTaken(_OTHER_PEOPLE)
    return ground


def starts_in(request: BookingRequest, *, zone: str) -> list[datetime]:
    """The times as given, or the first and those that follow from it, without those to skip; on the clock of `zone`.

    Raises Invalid for too few or too many.
    """
    variant, planned = request.variant, request.wish.planned(zone=zone)
    if request.wish.is_weekly and planned:
        check_term(request.wish, zone=zone)
    elif not planned or len(planned) > variant.sessions or (len(planned) < variant.sessions and not request.may_wait):
        wanted = f"the first time, or all {variant.sessions}" if variant.follows else f"all {variant.sessions} times"
        raise Invalid("Choose a time.", fields={"starts_at": [wanted]})
    starts = request.wish.wanted(zone=zone)
    if not starts or not set(request.skip) <= set(planned):
        raise Invalid(fields={"skip": ["some of the times that follow from the first"]})
    return starts


def _free_lapsed(owners, *, starts: Sequence[datetime], length: int, now: datetime) -> None:
    lapsed = lapsed_sources(
        "session",
        owners=owners,
        after=starts[0] - timedelta(days=1),
        before=starts[-1] + timedelta(minutes=length, days=1),
        now=now,
    )
    if lapsed:
        expire_in_the_way(session_ids=lapsed, now=now)


def _shown_at(
    ground: Ground, request: BookingRequest, *, start: datetime, length: int, is_first: bool, now: datetime
) -> ShownSlots:
    """The slot that starts exactly then, or none. Later times of a pack may lie beyond the booking window."""
    before = start + timedelta(seconds=1)
    if is_first:
        before = min(before, now + timedelta(days=request.offering.window_days))
    return slots_on(ground, offering=request.offering, after=start, before=before, now=now, length=length)


def _refuse(gone: Sequence[datetime], *, starts: Sequence[datetime], zone: str) -> None:
    if len(starts) == 1:
        raise SlotTaken("This time is no longer free.", starts_at=[start.isoformat() for start in gone])
    days = ", ".join(f"{wall_clock(start, zone):%-d %B %Y %H:%M}" for start in gone)
    raise SlotTaken(f"These times are not free: {days}.", starts_at=[start.isoformat() for start in gone])
