from booking.reservations.models.bookings import Booking, Seat
from booking.reservations.models.calling_off import CallingOff
from booking.reservations.models.fees import Fee
from booking.reservations.models.modifications import Modification
from booking.reservations.models.people import Guest, ParticipantNote, StaffNote
from booking.reservations.models.requests import Proposal, RequestMessage

__all__ = [
    "Booking",
    "CallingOff",
    "Fee",
    "Guest",
    "Modification",
    "ParticipantNote",
    "Proposal",
    "RequestMessage",
    "Seat",
    "StaffNote",
]
