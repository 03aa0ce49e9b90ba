from dataclasses import fields

from booking.api.presenters.values import show_time
from booking.reservations.attendance import Tally, tally_of
from booking.reservations.models import Booking, Seat
from booking.scheduling.models import Session


def show_roster(session: Session, *, seats: list[Seat]) -> dict[str, object]:
    tally = tally_of(seats)
    return {
        "reference": session.reference,
        "offering": session.offering.slug,
        "start": show_time(session.starts_at, timezone=session.timezone),
        "end": show_time(session.ends_at, timezone=session.timezone),
        "timezone": session.timezone,
        "status": session.status,
        "capacity": session.capacity,
        "tally": {**{field.name: getattr(tally, field.name) for field in fields(Tally)}, "rate": tally.rate},
        "places": [
            {
                "number": seat.number,
                "status": seat.status,
                "booking": seat.booking.reference,
                "name": seat.booking.name,
                "email": seat.booking.email,
                "phone": seat.booking.phone,
                "variant": seat.booking.variant.slug,
            }
            for seat in seats
        ],
    }


def show_seats(booking: Booking, *, seats: list[Seat]) -> dict[str, object]:
    """Places of one booking in one session; at least one."""
    return {
        "reference": booking.reference,
        "session": seats[0].session.reference,
        "places": [{"number": seat.number, "status": seat.status} for seat in seats],
    }
