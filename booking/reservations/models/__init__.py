from booking.reservations.models.bookings import Booking, Seat

__all__ = ["Booking", "Seat"]
