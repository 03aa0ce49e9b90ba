"""Handing an offering, or its customers, over to another instructor (ORG-4)."""

from collections.abc import Sequence
from datetime import datetime

from booking.audit.services import record_change
from booking.calendars.models import Owner
from booking.calendars.selectors import entries_of
from booking.calendars.services import Occupation, hand_entries, owner_for_instructor
from booking.core.errors import Busy, SlotTaken
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.offerings.services import replace_facilitator
from booking.people.services import connect_as_before
from booking.reservations.handing_over import (
    Conflicts,
    HandOver,
    HandOverPreview,
    Reach,
    bookings_in,
    check_parties,
    customers_in,
    sessions_in,
)
from booking.reservations.models import Proposal
from booking.reservations.services.close_proposals import PROPOSAL
from booking.reservations.states import ProposalStatus
from booking.scheduling.companions import companions_of
from booking.scheduling.handing_over import conflicting
from booking.scheduling.models import Series, Session
from booking.scheduling.selectors import rooms_of, units_of
from booking.scheduling.services.altering import By
from booking.scheduling.services.handing_over import hand_over_sessions, note_hand_over


@transactional
def hand_over(asked: HandOver, *, conflicts: Conflicts, actor: str, reason: str = "", now: datetime) -> HandOverPreview:
    """Move what is to come to the taker, with its customers and what connects them; each of them is told.

    Earlier sessions stay with who held them. Raises SlotTaken, naming the sessions, when the taker is occupied at one
    of the times and these are not to be left; Invalid for who cannot give or take.
    """
    check_parties(asked)
    series, owners = _lock_series(asked), _owners(asked)
    sessions = _lock_sessions(asked, owners=owners, now=now)
    left = conflicting(sessions, taker=asked.taker, owner=owners[1])
    if left and conflicts == Conflicts.REFUSE:
        raise SlotTaken(
            f"{asked.taker.name} is occupied at {len(left)} of these times.",
            sessions=[session.reference for session in left],
        )
    moving = [session for session in sessions if session not in left]
    people, bookings = customers_in(moving), bookings_in(moving)
    if asked.reach == Reach.OFFERING:
        replace_facilitator(asked.offering, giver=asked.giver, taker=asked.taker)
    parties = {"giver": asked.giver, "taker": asked.taker}
    if series is not None:
        named = [one for one in moving if one.series_id] if asked.reach == Reach.CUSTOMERS else []
        note_hand_over(series, **parties, kept=[one for one in left if one.series_id], moved=named)
    hand_over_sessions(moving, **parties, owners=owners, by=By(actor, now, reason))
    _hand_proposals(bookings, owners=owners)
    raised = connect_as_before(people, **parties, actor=actor, reason=reason, now=now)
    _record(asked, moving=moving, left=left, actor=actor, reason=reason, now=now)
    return HandOverPreview(moving, left, len(bookings), raised)


def _lock_series(asked: HandOver) -> Series | None:
    """Before anything else: whoever changes dates waits here."""
    series = Series.objects.filter(offering=asked.offering).first()
    if series is None:
        return None
    fresh = lock([series])[series]
    fresh.offering = asked.offering
    return fresh


def _owners(asked: HandOver) -> tuple[Owner, Owner]:
    return owner_for_instructor(asked.giver), owner_for_instructor(asked.taker)


def _lock_sessions(asked: HandOver, *, owners: tuple[Owner, Owner], now: datetime) -> list[Session]:
    """With everything that changes along. Raises Busy when something was booked in between: trying again is enough."""
    before = sessions_in(asked, now=now)
    rooms = [owner for units in units_of(rooms_of(asked.offering)) for owner in units]
    try:
        lock([*companions_of([session.pk for session in before]), *owners, *rooms, *before])
    except LookupError as gone:
        raise Busy() from gone
    sessions = sessions_in(asked, now=now)
    if {session.pk for session in sessions} - {session.pk for session in before}:
        raise Busy()
    return sessions


def _hand_proposals(booking_ids: set[int], *, owners: tuple[Owner, Owner]) -> None:
    """Times that are proposed for a request are the taker's to keep free."""
    left, new = owners
    proposals = Proposal.objects.filter(booking__in=booking_ids, status=ProposalStatus.OPEN).in_bulk()
    entries = entries_of(PROPOSAL, source_ids=proposals, owner=left)
    hand_entries(
        (entry, Occupation(new, PROPOSAL, entry.source_id, proposal.starts_at, proposal.ends_at))
        for entry in entries
        for proposal in [proposals[entry.source_id]]
    )


def _record(
    asked: HandOver, *, moving: Sequence[Session], left: Sequence[Session], actor: str, reason: str, now: datetime
) -> None:
    record_change(
        actor=actor,
        action="offering.handed_over",
        subject_type="offering",
        subject_reference=asked.offering.slug,
        now=now,
        reason=reason,
        changes={
            "instructor": [asked.giver.slug, asked.taker.slug],
            "reach": asked.reach,
            "sessions": [session.reference for session in moving],
            "left": [session.reference for session in left],
        },
    )
