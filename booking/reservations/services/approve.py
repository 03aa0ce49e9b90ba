"""Saying yes to a request."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from booking.calendars.models import Entry, Owner
from booking.calendars.selectors import Sources, entries_of, firm_entries_over
from booking.core.errors import AlreadyDone, SlotTaken
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.timezones import wall_clock
from booking.core.transactions import transactional
from booking.payments.services import start_payment
from booking.reservations.alternatives import Wanted, free_instead, told
from booking.reservations.events import BookingConfirmed
from booking.reservations.models import Booking
from booking.reservations.selectors import kept_sessions_of
from booking.reservations.services.agree_plan import agree_plan
from booking.reservations.services.await_payment import await_approved, is_approved, is_paid_first
from booking.reservations.services.close_proposals import close_proposals
from booking.reservations.services.expire import expire_in_the_way
from booking.reservations.services.move import move_booking
from booking.reservations.services.prepare import is_booked_by_slots
from booking.reservations.states import BookingStatus, ProposalStatus
from booking.scheduling.models import Session
from booking.scheduling.selectors import rooms_of, units_of
from booking.scheduling.services import SOURCE, change_to_free_units, grant_session
from booking.scheduling.states import SessionStatus


@transactional
def approve_booking(booking: Booking, *, actor: str, now: datetime) -> Booking:
    """Say yes to a request: its time turns firm and its payment is asked for. Repeating it is quiet.

    Raises SlotTaken with times that are free instead when somebody else has the time, AlreadyDone for a request that
    has ended or run out.
    """
    sessions = kept_sessions_of(booking)
    fresh = lock_with_time(booking, sessions=sessions)
    if fresh.status == BookingStatus.CONFIRMED or is_approved(fresh):
        return fresh
    refuse_unless_waiting(fresh, now=now)
    if any(session.status != SessionStatus.SCHEDULED for session in sessions):
        raise SlotTaken("This date was called off.")
    if is_booked_by_slots(booking.offering):
        change_to_free_units(sessions, rooms=units_of(rooms_of(booking.offering)))
        _refuse_taken(booking, sessions=sessions, now=now)
        grant_session([session.pk for session in sessions])
    finish_request(fresh, actor=actor, now=now)
    return fresh


def finish_request(booking: Booking, *, actor: str, now: datetime) -> None:
    """What follows once the time of a request is its own. The booking must be locked."""
    if is_paid_first(booking.order, provider=booking.payment_provider):
        await_approved(booking, actor=actor, now=now)
    elif move_booking(booking, to=BookingStatus.CONFIRMED, actor=actor, now=now):
        close_proposals(booking, outcome=ProposalStatus.ENDED, now=now)
        start_payment(booking.order, provider=booking.payment_provider, now=now)
        agree_plan(booking, provider=booking.payment_provider, now=now)
        publish(BookingConfirmed(booking_id=booking.pk), now=now)


def lock_with_time(booking: Booking, *, sessions: Iterable[Session]) -> Booking:
    """The booking as it is now, locked together with everybody and every room it asks for, all units of shared ones."""
    owners = {entry.owner_id for entry in entries_of(SOURCE, source_ids=[session.pk for session in sessions])}
    owners |= {unit.pk for units in units_of(rooms_of(booking.offering)) if len(units) > 1 for unit in units}
    return lock([*Owner.objects.filter(pk__in=owners), booking])[booking]


def refuse_unless_waiting(booking: Booking, *, now: datetime) -> None:
    """Raises AlreadyDone for what is no request, or none any more: it ends by the clock, whether swept or not."""
    if booking.status != BookingStatus.REQUESTED:
        raise AlreadyDone(f"This booking is {booking.status.replace('_', ' ')}.", booking_status=booking.status)
    if booking.hold_expires_at <= now:
        raise AlreadyDone("This request ran out before it was answered.", booking_status=BookingStatus.EXPIRED)


def _refuse_taken(booking: Booking, *, sessions: list[Session], now: datetime) -> None:
    """Raises SlotTaken where somebody has the time firmly."""
    over = make_way(firm_entries_over(Sources(SOURCE, tuple(session.pk for session in sessions))), now=now)
    if over:
        gone = next((session for session in sessions if _meets(session, over)), sessions[0])
        raise slot_taken(booking, start=gone.starts_at, session=gone, now=now)


def make_way(over: list[Entry], *, now: datetime) -> list[Entry]:
    """Those of the entries that stay: holds that ran out are ended. Their owners must be locked."""
    lapsed = [entry.source_id for entry in over if is_lapsed(entry, now=now) and entry.source_kind == SOURCE]
    if lapsed:
        expire_in_the_way(session_ids=lapsed, now=now)
    return [entry for entry in over if not is_lapsed(entry, now=now)]


def is_lapsed(entry: Entry, *, now: datetime) -> bool:
    """Whether it is of a hold that ran out."""
    return entry.expires_at is not None and entry.expires_at <= now


def slot_taken(booking: Booking, *, start: datetime, session: Session, now: datetime) -> SlotTaken:
    """The refusal for whoever wanted the session to be at `start`, with times that are free instead."""
    zone, minutes = booking.organization.timezone, (session.ends_at - session.starts_at) // timedelta(minutes=1)
    sold = {*booking.offering.lengths, booking.variant.length}
    wanted = Wanted(booking.offering, start, length=minutes if minutes in sold else None)
    return SlotTaken(
        "Somebody else has this time by now.",
        starts_at=[wall_clock(start, zone).isoformat()],
        alternatives=told(free_instead(wanted, now=now), timezone=zone),
    )


def _meets(session: Session, entries: list[Entry]) -> bool:
    return any(entry.starts_at < session.ends_at and entry.ends_at > session.starts_at for entry in entries)
