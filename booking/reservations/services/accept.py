"""Agreeing on a time that the other side proposed, or on none of them."""

from datetime import datetime

from booking.audit.services import record_change
from booking.calendars.selectors import Sources, firm_entries_over
from booking.core.errors import AlreadyDone, Invalid
from booking.core.events import publish
from booking.core.transactions import transactional
from booking.reservations.events import ProposalsDeclined
from booking.reservations.models import Booking, Proposal
from booking.reservations.selectors import kept_sessions_of
from booking.reservations.services.approve import (
    finish_request,
    lock_with_time,
    make_way,
    refuse_unless_waiting,
    slot_taken,
)
from booking.reservations.services.close_proposals import PROPOSAL, accept_one, close_proposals
from booking.reservations.services.prolong import prolong_request
from booking.reservations.services.propose import the_one_to_move
from booking.reservations.states import ProposalStatus, Side
from booking.scheduling.models import Session
from booking.scheduling.services import move_single_session


@transactional
def accept_proposal(booking: Booking, *, starts_at: datetime, side: Side, actor: str, now: datetime) -> Booking:
    """Take one of the times that the other side proposed: the appointment moves there and is confirmed.

    Repeating it is quiet. Raises Invalid for a time that was not proposed, SlotTaken with what is free instead when
    somebody else has it by now, AlreadyDone when it is held no longer.
    """
    sessions = kept_sessions_of(booking)
    fresh = lock_with_time(booking, sessions=sessions)
    offered = Proposal.objects.filter(booking=fresh, starts_at=starts_at).exclude(side=side)
    proposal = offered.order_by("-made_at", "-pk").first()
    if proposal is None:
        raise Invalid(fields={"starts_at": ["This time was not proposed."]})
    if proposal.status == ProposalStatus.ACCEPTED:
        return fresh
    refuse_unless_waiting(fresh, now=now)
    if proposal.status != ProposalStatus.OPEN or proposal.expires_at <= now:
        raise AlreadyDone("This time is held no longer.", booking_status=fresh.status)
    session = the_one_to_move(sessions, booking=booking)
    if make_way(firm_entries_over(Sources(PROPOSAL, (proposal.pk,))), now=now):
        raise slot_taken(booking, start=starts_at, session=session, now=now)
    accept_one(proposal, now=now)
    _move(fresh, session=session, to=proposal, actor=actor, now=now)
    finish_request(fresh, actor=actor, now=now)
    return fresh


@transactional
def decline_proposals(booking: Booking, *, side: Side, actor: str, now: datetime) -> Booking:
    """None of what the other side proposed: the times are free again, and what was asked for waits on.

    Quiet where nothing is proposed. Raises AlreadyDone when nobody waits any more.
    """
    sessions = kept_sessions_of(booking)
    fresh = lock_with_time(booking, sessions=sessions)
    refuse_unless_waiting(fresh, now=now)
    offered = Proposal.objects.filter(booking=fresh, status=ProposalStatus.OPEN).exclude(side=side)
    if offered.exists():
        close_proposals(fresh, outcome=ProposalStatus.DECLINED, now=now)
        prolong_request(fresh, sessions=sessions, now=now)
        _record(fresh, action="booking.times_declined", actor=actor, now=now, changes={})
        publish(ProposalsDeclined(booking_id=fresh.pk, side=side, at=now.isoformat()), now=now)
    return fresh


def _move(booking: Booking, *, session: Session, to: Proposal, actor: str, now: datetime) -> None:
    times = [session.starts_at.isoformat(), to.starts_at.isoformat()]
    move_single_session(session, start=to.starts_at, end=to.ends_at)
    _record(booking, action="booking.moved", actor=actor, now=now, changes={"starts_at": times})


def _record(booking: Booking, *, action: str, actor: str, now: datetime, changes: dict[str, object]) -> None:
    record_change(
        actor=actor,
        action=action,
        subject_type="booking",
        subject_reference=booking.reference,
        now=now,
        changes=changes,
    )
