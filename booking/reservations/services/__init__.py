from booking.reservations.services.book import book
from booking.reservations.services.cancel import cancel_booking
from booking.reservations.services.confirm import confirm_booking
from booking.reservations.services.expire import expire_booking, expire_overdue
from booking.reservations.services.hold import hold_booking
from booking.reservations.services.requests import BookingRequest, PlacedBooking

__all__ = [
    "BookingRequest",
    "PlacedBooking",
    "book",
    "cancel_booking",
    "confirm_booking",
    "expire_booking",
    "expire_overdue",
    "hold_booking",
]
