from collections.abc import Iterable
from datetime import datetime

from booking.calendars.services import release
from booking.core.transactions import require_transaction
from booking.reservations.models import Booking, Proposal
from booking.reservations.states import ProposalStatus

# What proposals write into the calendars.
PROPOSAL = "proposal"


def close_proposals(booking: Booking, *, outcome: ProposalStatus, now: datetime) -> int:
    """End what is still proposed for a booking and free the times; how many there were. The booking must be locked."""
    return _close(Proposal.objects.filter(booking=booking, status=ProposalStatus.OPEN), outcome=outcome, now=now)


def accept_one(proposal: Proposal, *, now: datetime) -> None:
    """Close a proposal because it is what was agreed on, and free its time."""
    _close([proposal], outcome=ProposalStatus.ACCEPTED, now=now)


def _close(proposals: Iterable[Proposal], *, outcome: ProposalStatus, now: datetime) -> int:
    require_transaction()
    ids = [proposal.pk for proposal in proposals]
    if ids:
        release(PROPOSAL, source_ids=ids)
        Proposal.objects.filter(pk__in=ids).update(status=outcome, closed_at=now)
    return len(ids)
