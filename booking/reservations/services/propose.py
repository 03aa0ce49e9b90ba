"""Offering other times for what was asked for: by the staff, or by the customer in return."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from booking.audit.services import record_change
from booking.calendars.models import Entry
from booking.calendars.selectors import Sources, entries_of, firm_entries_over
from booking.calendars.services import Occupation, occupy
from booking.core.errors import Invalid, SlotTaken
from booking.core.events import publish
from booking.core.rows import insert
from booking.core.transactions import transactional
from booking.reservations.events import TimesProposed
from booking.reservations.models import Booking, Proposal
from booking.reservations.selectors import kept_sessions_of, viewer_in
from booking.reservations.services.approve import is_lapsed, lock_with_time, refuse_unless_waiting
from booking.reservations.services.close_proposals import PROPOSAL, close_proposals
from booking.reservations.services.prepare import is_booked_by_slots
from booking.reservations.services.prolong import prolong_request
from booking.reservations.slots import find_slots
from booking.reservations.states import ProposalStatus, Side
from booking.scheduling.models import Session
from booking.scheduling.services import SOURCE

# Of times that the other side may choose from.
_FIELD = "starts_at"


@transactional
def propose_times(booking: Booking, *, starts: Sequence[datetime], side: Side, actor: str, now: datetime) -> Booking:
    """Hold one to three other times for the other side to choose from; what was proposed before is given up.

    Staff may offer any time at which those who are needed are free, customers what is offered to them. Repeating the
    same is quiet. Raises Invalid for times that cannot be proposed, SlotTaken for those that are gone, AlreadyDone when
    nobody waits for an answer any more.
    """
    starts, sessions = sorted(set(starts)), kept_sessions_of(booking)
    fresh = lock_with_time(booking, sessions=sessions)
    refuse_unless_waiting(fresh, now=now)
    session = the_one_to_move(sessions, booking=booking)
    _check(starts, session=session, now=now)
    if _is_repeated(fresh, starts=starts, side=side, now=now):
        return fresh
    close_proposals(fresh, outcome=ProposalStatus.REPLACED, now=now)
    if side == Side.CUSTOMER:
        _refuse_what_is_not_offered(booking, starts=starts, session=session, now=now)
    proposals = _write(fresh, starts=starts, session=session, side=side, actor=actor, now=now)
    prolong_request(fresh, sessions=[session], latest=max(proposal.expires_at for proposal in proposals), now=now)
    _record(fresh, proposals=proposals, actor=actor, now=now)
    publish(TimesProposed(booking_id=fresh.pk, side=side, at=now.isoformat()), now=now)
    return fresh


def the_one_to_move(sessions: Sequence[Session], *, booking: Booking) -> Session:
    """The session of a request for a free time. Raises Invalid for packs and for what is booked by its dates."""
    if len(sessions) != 1 or not is_booked_by_slots(booking.offering):
        raise Invalid("Other times can be proposed for single appointments only.", fields={_FIELD: ["not for this"]})
    return sessions[0]


def _check(starts: Sequence[datetime], *, session: Session, now: datetime) -> None:
    if not 1 <= len(starts) <= settings.MOST_PROPOSALS:
        raise Invalid(fields={_FIELD: [f"Choose one to {settings.MOST_PROPOSALS} times."]})
    if min(starts) <= now or max(starts) > now + timedelta(days=366):
        raise Invalid(fields={_FIELD: ["Choose times that are to come, within a year."]})
    if session.starts_at in starts:
        raise Invalid(fields={_FIELD: ["That is the time that was asked for."]})


def _is_repeated(booking: Booking, *, starts: Sequence[datetime], side: Side, now: datetime) -> bool:
    standing = Proposal.objects.filter(booking=booking, side=side, status=ProposalStatus.OPEN, expires_at__gt=now)
    return sorted(standing.values_list("starts_at", flat=True)) == list(starts)


def _refuse_what_is_not_offered(
    booking: Booking, *, starts: Sequence[datetime], session: Session, now: datetime
) -> None:
    lead = min(session.facilitator_links.all(), key=lambda link: link.position).instructor
    length = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    asked = {"now": now, "length": length, "instructor": lead, "viewer": viewer_in(booking)}
    for start in starts:
        if not find_slots(booking.offering, after=start, before=start + timedelta(seconds=1), **asked):
            raise SlotTaken("This time is not free.", starts_at=[start.isoformat()])


def _write(
    booking: Booking, *, starts: Sequence[datetime], session: Session, side: Side, actor: str, now: datetime
) -> list[Proposal]:
    """Raises SlotTaken where somebody has the time firmly."""
    deadline = now + timedelta(hours=settings.REQUEST_HOURS)
    proposals = [
        Proposal(
            booking=booking,
            side=side,
            actor=actor,
            starts_at=start,
            ends_at=start + (session.ends_at - session.starts_at),
            made_at=now,
            expires_at=min(deadline, start),
        )
        for start in starts
    ]
    insert(*proposals)
    entries = entries_of(SOURCE, source_ids=[session.pk])
    for proposal in proposals:
        _hold(proposal, entries=entries, offering=booking.offering)
        over = firm_entries_over(Sources(PROPOSAL, (proposal.pk,)))
        if any(not is_lapsed(entry, now=now) for entry in over):
            raise SlotTaken("Somebody else has this time.", starts_at=[proposal.starts_at.isoformat()])
    return proposals


def _hold(proposal: Proposal, *, entries: Sequence[Entry], offering) -> None:
    occupy(
        [
            Occupation(
                owner=entry.owner,
                source_kind=PROPOSAL,
                source_id=proposal.pk,
                start=proposal.starts_at,
                end=proposal.ends_at,
                buffer_before=offering.buffer_before,
                buffer_after=offering.buffer_after,
                expires_at=proposal.expires_at,
                is_tentative=True,
            )
            for entry in entries
        ]
    )


def _record(booking: Booking, *, proposals: Sequence[Proposal], actor: str, now: datetime) -> None:
    times = [proposal.starts_at.isoformat() for proposal in proposals]
    record_change(
        actor=actor,
        action="booking.times_proposed",
        subject_type="booking",
        subject_reference=booking.reference,
        now=now,
        changes={"starts_at": times},
    )
