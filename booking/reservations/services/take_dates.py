"""Taking places in sessions that exist: events, classes, retreats, courses."""

from dataclasses import replace
from datetime import datetime, timedelta

from booking.availability.rules.decision import EVERY_BOOKING
from booking.core.errors import Invalid, SoldOut
from booking.core.locks import lock
from booking.core.rows import select
from booking.offerings.models import Offering
from booking.offerings.models.variants import WHOLE
from booking.reservations.entry import participant_type_for, shares_taken, still_to_join
from booking.reservations.selectors import places_left
from booking.reservations.services.expire import expire_in_the_way
from booking.reservations.services.requests import BookingRequest, Taken
from booking.scheduling.models import Session
from booking.scheduling.selectors import current_run
from booking.scheduling.services import take_places
from booking.scheduling.states import SessionStatus


def choose_sessions(request: BookingRequest, *, now: datetime) -> list[Session]:
    """The sessions a request is about, before any lock: cheap refusals come first.

    Raises Invalid when they do not exist, have begun or are not what the variant covers; SoldOut when it is plain.
    """
    if _is_whole(request):
        chosen = still_to_join(current_run(request.offering), offering=request.offering, now=now)
    else:
        chosen = _named(request)
    earliest = now + timedelta(hours=request.offering.notice_hours)
    if not chosen or any(session.starts_at <= earliest for session in chosen):
        raise Invalid("It has already begun or is too close.", fields={"session": ["can no longer be booked"]})
    _refuse_if_full(chosen, wanted=request.quantity, now=now)
    return chosen


def choose_sessions_anyway(request: BookingRequest, *, now: datetime) -> tuple[list[Session], tuple[str, ...]]:
    """The same whatever notice is asked for and whenever entry closes, with what that goes over, in words."""
    offering, warnings = request.offering, []
    if _is_whole(request):
        run = current_run(offering)
        chosen = [session for session in run if session.starts_at > now]
        begun = len(run) - len(chosen)
        if begun > offering.entry_closes_after:
            warnings.append(f"Entry has closed: {begun} of {len(run)} dates have begun.")
    else:
        chosen = _named(request)
    if not chosen or any(session.starts_at <= now for session in chosen):
        raise Invalid("It has already begun.", fields={"session": ["can no longer be booked"]})
    if any(session.starts_at <= now + timedelta(hours=offering.notice_hours) for session in chosen):
        warnings.append(f"Bookings need {offering.notice_hours} hours of notice.")
    if offering.approval:
        warnings.append(EVERY_BOOKING.reason)
    _refuse_if_full(chosen, wanted=request.quantity, now=now)
    return chosen, tuple(warnings)


def _is_whole(request: BookingRequest) -> bool:
    return request.variant.scope in WHOLE


def _named(request: BookingRequest) -> list[Session]:
    """The dates by their references. Raises Invalid for others, or too few or too many."""
    asked = {"offering": request.offering.pk, "status": SessionStatus.SCHEDULED, "reference": request.sessions}
    chosen = sorted(select(Session, asked), key=lambda session: session.starts_at)
    count = request.variant.sessions
    is_enough = 0 < len(chosen) <= count if request.may_wait else len(chosen) == count
    if len(chosen) != len(set(request.sessions)) or not is_enough:
        wanted = "one date" if count == 1 else f"{count} dates"
        raise Invalid(f"Choose {wanted}.", fields={"session": [f"{wanted} of this offering"]})
    return chosen


def take_sessions(
    request: BookingRequest, chosen: list[Session], *, expires_at: datetime | None, now: datetime
) -> Taken:
    """Lock, count again, take. Raises SoldOut."""
    try:
        fresh = list(lock(chosen).values())
    except LookupError:
        fresh = []
    if [(session.pk, session.starts_at) for session in fresh] != [(old.pk, old.starts_at) for old in chosen]:
        raise Invalid("This date has just changed. Please choose again.", fields={"session": ["has just changed"]})
    share = {"kind": participant_type_for(request.variant, asked=request.participant_type), "wanted": request.quantity}
    is_short = any(session.places_left is not None and session.places_left < request.quantity for session in fresh)
    if (is_short or short_of_share(request.offering, fresh, **share)) and expire_in_the_way(
        session_ids=[session.pk for session in fresh], now=now
    ):
        fresh = list(Session.objects.filter(pk__in=[session.pk for session in fresh]).order_by("starts_at"))
    if any(session.status != SessionStatus.SCHEDULED for session in fresh):
        raise Invalid("This date was called off.", fields={"session": ["was called off"]})
    refuse_without_share(request.offering, fresh, **share)
    take_places(fresh, places=request.quantity)
    return Taken(fresh, needs_approval=request.offering.approval)


def take_sessions_anyway(
    request: BookingRequest, chosen: list[Session], *, expires_at: datetime | None, now: datetime
) -> Taken:
    """The same with nobody to ask."""
    return replace(take_sessions(request, chosen, expires_at=expires_at, now=now), needs_approval=False)


def short_of_share(
    offering: Offering, sessions: list[Session], *, kind: str, wanted: int
) -> tuple[str, Session, int] | None:
    """The type of participant that has too few places left, whatever others have, where, and how many it has."""
    share = offering.participant_types.get(kind)
    if share is None:
        return None
    taken = shares_taken(sessions)
    lefts = ((kind, session, share - taken.get(session.pk, {}).get(kind, 0)) for session in sessions)
    return next((found for found in lefts if found[2] < wanted), None)


def refuse_without_share(offering: Offering, sessions: list[Session], *, kind: str, wanted: int) -> None:
    """Raises SoldOut."""
    if short := short_of_share(offering, sessions, kind=kind, wanted=wanted):
        kind, session, left = short
        detail = f"Only {left} left for {kind}." if left > 0 else f"The places for {kind} are sold out."
        raise SoldOut(detail, session=session.reference, participant_type=kind, places_left=max(0, left))


def _refuse_if_full(sessions: list[Session], *, wanted: int, now: datetime) -> None:
    short = [session for session in sessions if session.places_left is not None and session.places_left < wanted]
    left = places_left(short, now=now) if short else {}
    for session in short:
        if left[session.pk] < wanted:
            detail = "This date is sold out." if not left[session.pk] else f"Only {left[session.pk]} left on this date."
            raise SoldOut(detail, session=session.reference, places_left=left[session.pk])
