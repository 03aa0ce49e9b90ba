"""Which bookings and sessions somebody at work reaches: managers all, instructors those they hold, assistants those of
the instructors who trust them with the task at hand (REQUIREMENTS ORG-3).

What is out of reach looks like what does not exist (HARDENING H11).
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.accounts.authority import Staff
from booking.core.errors import NotFound
from booking.offerings.authority import lent_to, offerings_of
from booking.reservations.models import Booking, Seat
from booking.scheduling.models import Session, SessionFacilitator

_OF_A_BOOKING = ("organization", "offering__organization", "variant", "customer", "order", "submission__version__form")


def bookings_of(staff: Staff) -> QuerySet[Booking]:
    """In no order."""
    if staff.is_manager:
        return Booking.objects.all()
    seats = Seat.objects.filter(session__in=sessions_of(staff).values("pk"))
    return Booking.objects.filter(pk__in=seats.values("booking_id"))


def sessions_of(staff: Staff) -> QuerySet[Session]:
    """In no order, those called off and past included."""
    if staff.is_manager:
        return Session.objects.all()
    within = Q(instructor__membership=staff.membership)
    if staff.is_assistant:
        within |= Exists(
            lent_to(staff).filter(offering=OuterRef("session__offering"), instructor=OuterRef("instructor"))
        )
    held = SessionFacilitator.objects.filter(within)
    return Session.objects.filter(pk__in=held.values("session_id"))


def coming_to(staff: Staff, *, after: datetime, before: datetime, what: str = "") -> QuerySet[Session]:
    """What begins in between, in no order: `what` is "appointments", "groups", or empty for both."""
    found = sessions_of(staff).filter(starts_at__gte=after, starts_at__lt=before).select_related("offering")
    return found.filter(series__isnull=what == "appointments") if what else found


def dates_of(staff: Staff) -> QuerySet[Session]:
    """The dates that somebody may change: those of offerings within reach, an assistant's own instructors' only."""
    within = Session.objects.filter(offering__in=offerings_of(staff))
    return within.filter(pk__in=sessions_of(staff).values("pk")) if staff.is_assistant else within


def booking_for_staff(reference: str, *, staff: Staff) -> Booking:
    """With what is shown of it. Raises NotFound."""
    booking = bookings_of(staff).filter(reference=reference).select_related(*_OF_A_BOOKING).first()
    if booking is None:
        raise NotFound()
    booking.variant.offering = booking.offering
    return booking


def session_for_staff(reference: str, *, staff: Staff) -> Session:
    """With its offering, series and place. Raises NotFound."""
    session = sessions_of(staff).filter(reference=reference).select_related("offering", "series", "place").first()
    if session is None:
        raise NotFound()
    return session
