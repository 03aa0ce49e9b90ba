from collections.abc import Iterable

from booking.api.presenters.values import show_money, show_time
from booking.reservations.effects import DatesEffect
from booking.scheduling.models import Session


def show_dates(sessions: Iterable[Session]) -> list[dict[str, object]]:
    """Dates as the staff see them, with their offering and facilitators."""
    return [
        {
            "reference": session.reference,
            "offering": session.offering.slug,
            "title": session.title,
            "start": show_time(session.starts_at, timezone=session.timezone),
            "end": show_time(session.ends_at, timezone=session.timezone),
            "timezone": session.timezone,
            "status": session.status,
            "facilitators": [
                {"slug": link.instructor.slug, "name": link.instructor.name} for link in session.facilitator_links.all()
            ],
            "capacity": session.capacity,
            "overbooking": session.overbooking,
            "taken": session.taken,
        }
        for session in sessions
    ]


def show_effect(sessions: Iterable[Session], *, effect: DatesEffect) -> dict[str, object]:
    return {
        "sessions": show_dates(sessions),
        "bookings": effect.bookings,
        "places": effect.places,
        "refund": show_money(effect.refund),
    }
