"""Cheap refusals before any lock: most of those who come too late never reach the queue."""

from datetime import datetime

from django.conf import settings

from booking.core.errors import Invalid
from booking.core.timezones import local_date
from booking.offerings.kinds import registry as kinds
from booking.offerings.models import Offering
from booking.reservations.services.requests import BookingRequest
from booking.reservations.services.take_dates import choose_sessions
from booking.reservations.services.take_times import refuse_taken_times
from booking.scheduling.models import Session


def is_booked_by_slots(offering: Offering) -> bool:
    """Whether customers choose a free time instead of a date that exists."""
    return kinds.get(offering.kind).books == "slots"


def prepare(request: BookingRequest, *, now: datetime) -> list[Session]:
    """The sessions a request is about, none for free times. Reads only; what it lets pass is decided under the lock.

    Raises Invalid for values that cannot be, SlotTaken and SoldOut when it is plain already.
    """
    _check(request, now=now)
    if is_booked_by_slots(request.offering):
        refuse_taken_times(request, now=now)
        return []
    return choose_sessions(request, now=now)


def _check(request: BookingRequest, *, now: datetime) -> None:
    offering, variant = request.offering, request.variant
    if not offering.is_active or offering.is_archived or not variant.is_active or variant.offering_id != offering.pk:
        raise Invalid("This cannot be booked at the moment.", fields={"variant": ["is not on offer"]})
    if not 1 <= request.quantity <= settings.MOST_PLACES_PER_BOOKING:
        raise Invalid(fields={"quantity": [f"1 to {settings.MOST_PLACES_PER_BOOKING}"]})
    deadline = offering.registration_deadline
    if deadline and local_date(now, offering.organization.timezone) > deadline:
        raise Invalid(f"Registration closed on {deadline:%-d %B %Y}.", fields={"offering": ["registration is closed"]})
