"""Bookings agree with their seats, sessions, times, orders and with what was written down about them."""

from booking.reservations.consistency import lifecycles, outlooks, seats, times  # noqa: F401  (each registers its checks)
