from booking.reservations.services.attend import check_in, excuse, mark_no_show, take_back
from booking.reservations.services.book import book
from booking.reservations.services.cancel import cancel_booking
from booking.reservations.services.complete import complete_past
from booking.reservations.services.confirm import confirm_booking
from booking.reservations.services.expire import expire_booking, expire_overdue
from booking.reservations.services.hold import hold_booking
from booking.reservations.services.requests import BookingRequest, PlacedBooking

__all__ = [
    "BookingRequest",
    "PlacedBooking",
    "book",
    "cancel_booking",
    "check_in",
    "complete_past",
    "confirm_booking",
    "excuse",
    "expire_booking",
    "expire_overdue",
    "hold_booking",
    "mark_no_show",
    "take_back",
]
