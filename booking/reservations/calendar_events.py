"""A booking as its customer's calendar knows it."""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings

from booking.calendars.ical import CalendarEvent
from booking.notifications.links import absolute_url
from booking.offerings.models.offerings import Visibility
from booking.reservations.access import open_venue_of
from booking.reservations.models import Booking, Seat
from booking.reservations.seating import current_seats, thread_of
from booking.reservations.selectors import GONE, seats_of
from booking.reservations.states import ENDED
from booking.scheduling.models import Session, Venue
from booking.scheduling.states import SessionStatus


def calendar_events(booking: Booking) -> list[CalendarEvent]:
    """One event per session, in order; those given up or called off are cancelled under the same UID.

    A session that took the place of another keeps its UID: to a calendar it is the same meeting at another time.
    The secret of the manage link stays out: calendars are shared with families and colleagues.
    """
    ended = booking.status in ENDED
    best: dict[str, Seat] = {}
    for seat in current_seats(seats_of(booking)):
        known = best.setdefault(thread_of(seat), seat)
        if known.status in GONE:
            best[thread_of(seat)] = seat
    venue = open_venue_of(booking)
    return [
        _event(booking, seat, venue=venue, has_place=not ended and seat.status not in GONE) for seat in best.values()
    ]


def where_text(session: Session, *, venue: Venue | None) -> str:
    """The address people go to, or the link they open."""
    if session.place:
        return ", ".join(part for part in (session.place.name, session.place.address) if part)
    return venue.meeting_url if venue else ""


def _event(booking: Booking, seat: Seat, *, venue: Venue | None, has_place: bool) -> CalendarEvent:
    organization, session = booking.organization, seat.session
    is_cancelled = not has_place or session.status == SessionStatus.CANCELLED
    return CalendarEvent(
        uid=f"{thread_of(seat)}-{booking.reference}@almanac",
        start=session.starts_at,
        end=session.ends_at,
        timezone=session.timezone,
        summary=booking.offering.name,
        description=_description(booking, session, venue=venue),
        location=where_text(session, venue=venue),
        url=_page(booking),
        # A cancellation outranks every change that the session has seen (RFC 5546, 2.1.4).
        sequence=seat.moves + session.sequence + int(is_cancelled),
        is_cancelled=is_cancelled,
        organizer_name=organization.name,
        organizer_email=organization.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendee_name=booking.name,
        attendee_email=booking.email,
        stamped_at=_changed_at(booking, seat),
    )


def _changed_at(booking: Booking, seat: Seat) -> datetime:
    return booking.ended_at or seat.released_at or seat.seated_at or booking.confirmed_at or booking.created_at


def _description(booking: Booking, session: Session, *, venue: Venue | None) -> str:
    people = ", ".join(link.instructor.name for link in session.facilitator_links.all())
    lines = [
        booking.variant.name,
        f"With {people}" if people else "",
        f"Online: {venue.meeting_url}" if venue and venue.meeting_url else "",
        f"Booking {booking.reference}, {booking.organization.name}",
    ]
    return "\n".join(line for line in lines if line)


def _page(booking: Booking) -> str:
    """The landing page, where everybody who sees the calendar may look."""
    if booking.offering.visibility != Visibility.PUBLIC:
        return ""
    return absolute_url(booking.organization, f"/offerings/{booking.offering.slug}/")
