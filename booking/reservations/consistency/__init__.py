"""Bookings agree with their seats, sessions, times, orders and with what was written down about them."""

from booking.reservations.consistency import (  # noqa: F401  (each registers its checks)
    fees,
    lifecycles,
    outlooks,
    prices,
    seats,
    times,
)
