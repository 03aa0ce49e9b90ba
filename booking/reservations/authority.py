"""Which bookings and sessions somebody at work reaches: managers all, instructors those they hold, assistants those of
the instructors who trust them with the task at hand (REQUIREMENTS ORG-3).

What is out of reach looks like what does not exist (HARDENING H11).
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.accounts.authority import Staff
from booking.core.errors import NotAllowed, NotFound
from booking.offerings.authority import instructors_for, lent_to, offerings_of
from booking.offerings.models import Offering
from booking.offerings.models.offerings import Staffing
from booking.people.models import Instructor
from booking.reservations.models import Booking, Seat
from booking.scheduling.models import Session, SessionFacilitator

_OF_A_BOOKING = ("organization", "offering__organization", "variant", "customer", "order", "submission__version__form")
_A_COLLEAGUE = "You may not book with this person."


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


def holder_for_staff(
    offering: Offering, *, named: Instructor | None, staff: Staff, booking: Booking | None = None
) -> Instructor | None:
    """Who is to hold what somebody at work books, None where anybody may.

    Assistants book with those who trust them and with nobody else: with whoever holds `booking` by now if it is one of
    those, with the first of them otherwise. Raises NotAllowed.
    """
    if not staff.is_assistant:
        return named
    people = instructors_for(staff, offering)
    if named is not None and named not in people:
        raise NotAllowed(_A_COLLEAGUE)
    if named is not None or offering.staffing != Staffing.ANY:
        return named
    return _present_holder(booking, among=people) if booking else people[0]


def check_dates_for_staff(references: Collection[str], *, staff: Staff) -> None:
    """Raises NotAllowed where an assistant books a date of somebody who does not trust them with it."""
    if not staff.is_assistant:
        return
    within = sessions_of(staff).filter(reference__in=references).values_list("reference", flat=True)
    if set(within) != set(references):
        raise NotAllowed(_A_COLLEAGUE)


def _present_holder(booking: Booking, *, among: Sequence[Instructor]) -> Instructor:
    """Who holds one of the booking's sessions by now, else the first."""
    held = SessionFacilitator.objects.filter(session__seats__booking=booking)
    holding = set(held.values_list("instructor_id", flat=True))
    return next((person for person in among if person.pk in holding), among[0])
