"""Requests that wait for an answer: what both sides look at to come to one."""

from datetime import datetime

from django.db.models import QuerySet

from booking.accounts.authority import Staff
from booking.reservations.authority import bookings_of
from booking.reservations.models import Booking, Proposal, RequestMessage
from booking.reservations.states import BookingStatus, ProposalStatus

# Unique together and never empty while a request waits: the next deadline comes first.
BY_DEADLINE = ("hold_expires_at", "pk")
BY_MOMENT = ("requested_at", "pk")
_RELATED = ("organization", "offering", "variant")


def waiting_requests(staff: Staff) -> QuerySet[Booking]:
    """Those within reach that nobody has answered yet, those whose deadline has passed included; in no order."""
    return bookings_of(staff).filter(status=BookingStatus.REQUESTED).select_related(*_RELATED)


def answered_requests(staff: Staff) -> QuerySet[Booking]:
    """Those within reach that came to something or to nothing; in no order."""
    asked = bookings_of(staff).filter(requested_at__isnull=False)
    return asked.exclude(status=BookingStatus.REQUESTED).select_related(*_RELATED)


def open_proposals(booking_id: int, *, now: datetime) -> QuerySet[Proposal]:
    """Times of either side that can still be accepted, in order."""
    standing = Proposal.objects.filter(booking=booking_id, status=ProposalStatus.OPEN, expires_at__gt=now)
    return standing.order_by("starts_at", "pk")


def proposals_of(booking: Booking) -> list[Proposal]:
    """All that was ever proposed, the newest round first; one query."""
    return list(Proposal.objects.filter(booking=booking).order_by("-made_at", "starts_at", "pk"))


def messages_of(booking: Booking) -> list[RequestMessage]:
    """What both sides wrote, in order; one query."""
    return list(RequestMessage.objects.filter(booking=booking).order_by("written_at", "pk"))
