from booking.reservations.models.bookings import Booking, Seat
from booking.reservations.models.modifications import Modification

__all__ = ["Booking", "Modification", "Seat"]
