from booking.reservations.models.bookings import Booking, Seat
from booking.reservations.models.modifications import Modification
from booking.reservations.models.people import Guest, ParticipantNote, StaffNote
from booking.reservations.models.requests import Proposal, RequestMessage

__all__ = [
    "Booking",
    "Guest",
    "Modification",
    "ParticipantNote",
    "Proposal",
    "RequestMessage",
    "Seat",
    "StaffNote",
]
