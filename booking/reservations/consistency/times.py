"""Held and occupied time: it follows the booking it is held for."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from booking.calendars.models import Entry
from booking.core.consistency import Fault, registry
from booking.reservations.models import Proposal, Seat
from booking.reservations.selectors import GONE
from booking.reservations.services.close_proposals import PROPOSAL
from booking.reservations.states import WAITING, BookingStatus, BookingType, ProposalStatus
from booking.scheduling.models import Session
from booking.scheduling.services.occupation import SOURCE
from booking.scheduling.states import SessionStatus


@registry.register("held_time")
def held_times(now: datetime) -> Iterator[Fault]:
    """Time expires while it is held or asked for, and only then: else it is lost to everybody, or sold again."""
    held = Seat._base_manager.filter(session_id=OuterRef("source_id"), booking__status__in=WAITING)
    entries = Entry.objects.filter(source_kind=SOURCE).select_related("owner")
    for entry in entries.filter(~Exists(held), expires_at__isnull=False).iterator():
        found = f"expires at {entry.expires_at.isoformat()}"
        yield Fault(_name(entry), "time that does not expire, for nobody holds it", found)
    single = held.filter(session__series=None)
    for entry in entries.filter(Exists(single), expires_at=None).iterator():
        yield Fault(_name(entry), "time that expires with its hold", "no expiry")


@registry.register("tentative_time")
def tentative_times(now: datetime) -> Iterator[Fault]:
    """Time is tentative while it is asked for, and only then: else it is sold twice, or kept from everybody else."""
    asked = Seat._base_manager.filter(
        session_id=OuterRef("source_id"), booking__status__in=WAITING, booking__type=BookingType.REQUEST
    ).exclude(booking__status=BookingStatus.RESERVED, booking__requested_at__isnull=False)
    entries = Entry.objects.filter(source_kind=SOURCE).select_related("owner")
    for entry in entries.filter(~Exists(asked), is_tentative=True).iterator():
        yield Fault(_name(entry), "firm time, for nobody asks for it", "tentative")
    single = asked.filter(session__series=None)
    for entry in entries.filter(Exists(single), is_tentative=False).iterator():
        yield Fault(_name(entry), "tentative time, for it is only asked for", "firm")


@registry.register("proposed_time")
def proposed_times(now: datetime) -> Iterator[Fault]:
    """Time is held for a proposal while a request waits for its answer, and only then."""
    waiting = Proposal._base_manager.filter(status=ProposalStatus.OPEN, booking__status=BookingStatus.REQUESTED)
    entries = Entry.objects.filter(source_kind=PROPOSAL).select_related("owner")
    sound = Exists(waiting.filter(pk=OuterRef("source_id"), starts_at=OuterRef("counted_at")))
    for entry in entries.exclude(sound, is_tentative=True, expires_at__isnull=False).iterator():
        name = f"entry #{entry.pk} of {entry.owner} for proposal #{entry.source_id}"
        yield Fault(name, "tentative time that expires, of an open proposal", "something else")
    held = Entry._base_manager.filter(source_kind=PROPOSAL, source_id=OuterRef("pk"))
    proposals = Proposal.objects.filter(status=ProposalStatus.OPEN).select_related("booking")
    for proposal in proposals.exclude(Exists(held), booking__status=BookingStatus.REQUESTED).iterator():
        yield Fault(f"proposal #{proposal.pk} of booking {proposal.booking}", "closed, or held for a request", "open")


@registry.register("abandoned_appointment")
def abandoned_appointments(now: datetime) -> Iterator[Fault]:
    """A session that exists for one booking ends with it."""
    kept = Seat._base_manager.filter(session=OuterRef("pk")).exclude(status__in=GONE)
    singles = Session.objects.filter(~Exists(kept), series=None, status=SessionStatus.SCHEDULED)
    for session in singles.iterator():
        yield Fault(f"session {session.reference}", "a booking, or to be called off", "nobody's appointment")


def _name(entry: Entry) -> str:
    return f"entry #{entry.pk} of {entry.owner} for session #{entry.source_id}"
