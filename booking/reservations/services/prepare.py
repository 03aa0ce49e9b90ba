"""Cheap refusals before any lock: most of those who come too late never reach the queue."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from booking.core.errors import Invalid
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering
from booking.reservations.entry import missing_prerequisites, participant_type_for, registration_obstacle
from booking.reservations.services.requests import BookingRequest
from booking.reservations.services.take_dates import choose_sessions, choose_sessions_anyway
from booking.reservations.services.take_times import check_times, refuse_taken_times, starts_in
from booking.scheduling.models import Session


def is_booked_by_slots(offering: Offering) -> bool:
    """Whether customers choose a free time instead of a date that exists."""
    return kinds.get(offering.kind).books == "slots"


def has_no_times(offering: Offering) -> bool:
    """Whether there is nothing to come to, as with credits."""
    return kinds.get(offering.kind).books == "nothing"


def prepare(request: BookingRequest, *, now: datetime) -> list[Session]:
    """The sessions a request is about, none for free times. Reads only; what it lets pass is decided under the lock.

    Raises Invalid for values that cannot be, SlotTaken and SoldOut when it is plain already.
    """
    _check(request)
    for sentence, fields in _obstacles(request, now=now):
        raise Invalid(sentence, fields=fields)
    if is_booked_by_slots(request.offering):
        refuse_taken_times(request, now=now)
        starts_in(request, zone=request.zone)
        return []
    return [] if has_no_times(request.offering) else choose_sessions(request, now=now)


def prepare_anyway(request: BookingRequest, *, now: datetime) -> tuple[list[Session], tuple[str, ...]]:
    """The same for staff, with the rules that it would go over; what is sold or taken stays so.

    Raises Invalid for values that cannot be, SoldOut when it is plain already.
    """
    _check(request)
    entry = [sentence for sentence, _fields in _obstacles(request, now=now)]
    if has_no_times(request.offering):
        return [], tuple(entry)
    if is_booked_by_slots(request.offering):
        check_times(request, now=now)
        return [], tuple(entry)
    chosen, notice = choose_sessions_anyway(request, now=now)
    return chosen, (*entry, *notice)


def _check(request: BookingRequest) -> None:
    offering, variant = request.offering, request.variant
    if not offering.is_active or offering.is_archived or not variant.is_active or variant.offering_id != offering.pk:
        raise Invalid("This cannot be booked at the moment.", fields={"variant": ["is not on offer"]})
    if not 1 <= request.quantity <= settings.MOST_PLACES_PER_BOOKING:
        raise Invalid(fields={"quantity": [f"1 to {settings.MOST_PLACES_PER_BOOKING}"]})
    if len(request.guests) >= request.quantity:
        raise Invalid(fields={"guests": [f"{request.quantity - 1} at most: one place is the customer's own"]})
    kind = participant_type_for(variant, asked=request.participant_type)
    if kind and kind not in offering.participant_types:
        raise Invalid(fields={"participant_type": [f"one of: {', '.join(offering.participant_types)}"]})


def _obstacles(request: BookingRequest, *, now: datetime) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Rules about who may join and when that stand against it: a sentence, and what is wrong by field."""
    offering = request.offering
    if obstacle := registration_obstacle(offering, now=now):
        yield obstacle, {"offering": ["registration is closed"]}
    if missing := missing_prerequisites(offering, email=request.email):
        names = " and ".join(found.name for found in missing)
        yield (
            f"{offering.name} builds on {names}, which you have not completed with this mail address.",
            {"offering": [f"complete {found.slug} first" for found in missing]},
        )
