from booking.reservations.models import Booking
from booking.reservations.services.move import release_seats
from booking.scheduling.services import drop_single_sessions, give_places_back


def give_back(booking: Booking) -> None:
    """Free the places and times of a booking that has ended."""
    released = release_seats(booking)
    for session_id, places in sorted(released.items()):
        give_places_back([session_id], places=places)
    drop_single_sessions(released)
