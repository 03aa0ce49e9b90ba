"""What handing an offering, or its customers, over to another instructor would do (ORG-4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.calendars.selectors import owners_of
from booking.core.errors import Invalid
from booking.offerings.models import Facilitator, Offering
from booking.people.models import Connection, Instructor
from booking.people.states import Relation
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import GONE
from booking.reservations.states import ENDED
from booking.scheduling.handing_over import conflicting, sessions_to_hand_over
from booking.scheduling.models import Session


class Reach(StrEnum):
    """All of an offering, or what its customers have booked; then the offering stays with the giver too."""

    OFFERING = "offering"
    CUSTOMERS = "customers"


class Conflicts(StrEnum):
    """What becomes of times at which the taker is occupied."""

    REFUSE = "refuse"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who gives what to whom."""

    offering: Offering
    giver: Instructor
    taker: Instructor
    reach: Reach


@dataclass(frozen=True, slots=True)
class HandOverPreview:
    """The sessions that move, those the taker cannot hold, and whom it concerns."""

    moving: list[Session]
    conflicts: list[Session]
    bookings: int
    connections: int


def preview_hand_over(asked: HandOver, *, now: datetime) -> HandOverPreview:
    """Raises Invalid for somebody who does not hold the offering, or may not take it. Changes nothing."""
    check_parties(asked)
    sessions = sessions_in(asked, now=now)
    conflicts = conflicting(sessions, taker=asked.taker, owner=owners_of([asked.taker]).get(asked.taker.pk))
    moving = [session for session in sessions if session not in conflicts]
    known = Connection.objects.filter(instructor=asked.giver, customer__in=customers_in(moving))
    return HandOverPreview(moving, conflicts, len(bookings_in(moving)), known.exclude(status=Relation.NONE).count())


def check_parties(asked: HandOver) -> None:
    """Raises Invalid."""
    holders = set(Facilitator.objects.filter(offering=asked.offering).values_list("instructor_id", flat=True))
    if asked.giver.pk not in holders:
        raise Invalid(fields={"instructor": [f"{asked.giver.name} does not hold this offering."]})
    if asked.taker == asked.giver:
        raise Invalid(fields={"to": ["That is who holds it already."]})
    if asked.reach == Reach.CUSTOMERS and asked.taker.pk not in holders:
        raise Invalid(fields={"to": [f"{asked.taker.name} does not hold this offering; hand the offering over."]})


def sessions_in(asked: HandOver, *, now: datetime) -> list[Session]:
    """What is to come of the giver's, with people, in order."""
    sessions = sessions_to_hand_over(asked.offering, giver=asked.giver, now=now)
    return list(sessions.filter(taken__gt=0) if asked.reach == Reach.CUSTOMERS else sessions)


def bookings_in(sessions: Sequence[Session]) -> set[int]:
    """Ids of the bookings that have places in these sessions."""
    seats = Seat.objects.filter(session__in=sessions).exclude(status__in=GONE).exclude(booking__status__in=ENDED)
    return set(seats.values_list("booking_id", flat=True))


def customers_in(sessions: Sequence[Session]) -> set[int]:
    """Ids of the customers who have places in these sessions."""
    return set(Booking.objects.filter(pk__in=bookings_in(sessions)).values_list("customer_id", flat=True))
