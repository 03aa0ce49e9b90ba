"""Choosing a further session of a pack from what remains (BKG-6)."""

from datetime import datetime

from booking.core.errors import Invalid, NotAllowed
from booking.core.locks import lock
from booking.core.rows import insert_later
from booking.core.transactions import transactional
from booking.offerings.kinds import registry as kinds
from booking.offerings.models.variants import PricePer
from booking.people.models import Instructor
from booking.reservations.cadence import is_in_term
from booking.reservations.changing import preview_next
from booking.reservations.ground import owners_in, teams_of, zone_of
from booking.reservations.models import Booking, Seat
from booking.reservations.models.modifications import ModificationKind
from booking.reservations.selectors import seats_of, viewer_in
from booking.reservations.services.record import Changed, record_modification
from booking.reservations.services.swap_dates import open_date, refuse_too_close, take_date
from booking.reservations.services.take_time import find_time, occupy_time
from booking.reservations.states import SeatStatus
from booking.scheduling.models import Session


@transactional
def book_next_time(
    booking: Booking, *, starts_at: datetime, instructor: Instructor | None = None, actor: str, now: datetime
) -> Changed:
    """Take a free time for the next session of a pack. Repeating it is quiet.

    Raises NotAllowed with the reasons when nothing remains or it is too late, SlotTaken, Invalid.
    """
    offering = booking.offering
    if kinds.get(offering.kind).books != "slots":
        raise Invalid("This is booked by its dates.", fields={"starts_at": ["send session"]})
    viewer = viewer_in(booking)
    owners = owners_in(teams_of(offering, instructor=instructor, viewer=viewer))
    booking = lock([booking, *owners])[booking]
    seats = seats_of(booking)
    kept = [seat.session for seat in seats if seat.status != SeatStatus.RELEASED]
    if any(session.starts_at == starts_at for session in kept):
        return Changed(booking)
    _permit(booking, seats, now=now)
    if booking.variant.price_per == PricePer.TERM and not is_in_term(offering, starts_at, zone=zone_of(offering)):
        raise Invalid("The term is over by then.", fields={"starts_at": ["within the term"]})
    found = find_time(
        offering,
        starts_at=starts_at,
        length=_length(booking, kept),
        instructor=instructor,
        prefer={link.instructor_id for session in kept for link in session.facilitator_links.all()},
        viewer=viewer,
        locked=owners,
        now=now,
    )
    return _seat(booking, occupy_time(found, offering=offering, places=booking.quantity), actor, now)


@transactional
def book_next_date(booking: Booking, *, session: str, actor: str, now: datetime) -> Changed:
    """The same for a date of an offering that has them, by its reference. Raises SoldOut too."""
    target = open_date(booking, reference=session)
    rows = lock([booking, target])
    booking, target = rows[booking], rows[target]
    seats = seats_of(booking)
    if any(seat.status != SeatStatus.RELEASED and seat.session_id == target.pk for seat in seats):
        return Changed(booking)
    _permit(booking, seats, now=now)
    refuse_too_close(booking, [target], actor=actor, reason="", now=now)
    return _seat(booking, take_date(booking, target, places=booking.quantity, now=now), actor, now)


def _permit(booking: Booking, seats: list[Seat], *, now: datetime) -> None:
    reasons = preview_next(booking, seats=seats, now=now).reasons
    if reasons:
        raise NotAllowed(" ".join(reasons), reasons=list(reasons))


def _length(booking: Booking, kept: list[Session]) -> int:
    """Minutes: as long as the sessions before."""
    if kept:
        return int((kept[0].ends_at - kept[0].starts_at).total_seconds()) // 60
    return booking.variant.length or booking.offering.length


def _seat(booking: Booking, session: Session, actor: str, now: datetime) -> Changed:
    numbers = range(1, booking.quantity + 1)
    insert_later(*(Seat(booking=booking, session=session, number=number, seated_at=now) for number in numbers))
    kept = {"kind": ModificationKind.CHOSEN, "actor": actor, "reason": "", "now": now}
    record_modification(booking, before=[], after=[session], **kept)
    return Changed(booking)
