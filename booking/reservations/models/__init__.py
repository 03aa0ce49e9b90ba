from booking.reservations.models.bookings import Booking, Seat
from booking.reservations.models.modifications import Modification
from booking.reservations.models.requests import Proposal, RequestMessage

__all__ = ["Booking", "Modification", "Proposal", "RequestMessage", "Seat"]
