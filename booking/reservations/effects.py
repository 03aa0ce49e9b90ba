"""What a change of dates would do to those who have booked them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from booking.accounts.authority import Staff
from booking.core.errors import NotFound
from booking.core.money import Money
from booking.payments.selectors import payments_of
from booking.reservations.authority import dates_of
from booking.reservations.models import Booking, Seat
from booking.reservations.rules import GENEROUS
from booking.reservations.selectors import GONE, seats_of
from booking.reservations.shares import Leaving, preview_giving_up
from booking.reservations.states import ENDED, BookingStatus
from booking.scheduling.models import Session


@dataclass(frozen=True, slots=True)
class DatesEffect:
    """How many are concerned, and what would go back to them if the dates were called off."""

    bookings: int
    places: int
    refund: Money


def session_to_change(reference: str, *, staff: Staff) -> Session:
    """A date of an offering that whoever is at work may manage. Raises NotFound."""
    session = dates_of(staff).filter(reference=reference).select_related("offering", "series").first()
    if session is None:
        raise NotFound()
    return session


def effect_on_bookings(sessions: Sequence[Session], *, currency: str, now: datetime) -> DatesEffect:
    """Whom a change of these dates concerns; what is only held for a checkout does not count."""
    wanted = {session.pk for session in sessions}
    refund, concerned = Money(0, currency), bookings_on(sessions)
    for booking in concerned:
        own = seats_of(booking)
        leaving = [seat for seat in own if seat.session_id in wanted and seat.status not in GONE]
        asked = {"policy": GENEROUS, "seats": own, "leaving": Leaving(leaving), "now": now}
        refund += preview_giving_up(booking, **asked, payments=payments_of(booking.order)).refund
    return DatesEffect(len(concerned), _seats_on(sessions).count(), refund)


def bookings_on(sessions: Sequence[Session]) -> list[Booking]:
    """Whoever has a place in one of them or waits for one, in order of booking; one query."""
    seats, related = _seats_on(sessions), ("order", "variant", "offering")
    return list(Booking.objects.filter(pk__in=seats.values("booking_id")).select_related(*related).order_by("pk"))


def _seats_on(sessions: Sequence[Session]) -> QuerySet[Seat]:
    held = {*ENDED, BookingStatus.RESERVED}
    return Seat.objects.filter(session__in=sessions).exclude(status__in=GONE).exclude(booking__status__in=held)
