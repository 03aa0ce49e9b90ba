from booking.reservations.services.attend import check_in, excuse, mark_no_show, take_back
from booking.reservations.services.book import book
from booking.reservations.services.cancel import cancel_booking
from booking.reservations.services.cancel_seats import cancel_part, waive_part
from booking.reservations.services.complete import complete_past
from booking.reservations.services.confirm import confirm_booking
from booking.reservations.services.expire import expire_booking, expire_overdue
from booking.reservations.services.hold import hold_booking
from booking.reservations.services.requests import BookingRequest, PlacedBooking
from booking.reservations.services.reschedule import overrule_reschedule, reschedule_session
from booking.reservations.services.swap_dates import (
    overrule_swap_date,
    overrule_swap_run,
    swap_date,
    swap_run,
)

__all__ = [
    "BookingRequest",
    "PlacedBooking",
    "book",
    "cancel_booking",
    "cancel_part",
    "check_in",
    "complete_past",
    "confirm_booking",
    "excuse",
    "expire_booking",
    "expire_overdue",
    "hold_booking",
    "mark_no_show",
    "overrule_reschedule",
    "overrule_swap_date",
    "overrule_swap_run",
    "reschedule_session",
    "swap_date",
    "swap_run",
    "take_back",
    "waive_part",
]
