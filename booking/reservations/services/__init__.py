from booking.reservations.services.absences import charge_due_fees, note_absences, waive_fees
from booking.reservations.services.accept import accept_proposal, decline_proposals
from booking.reservations.services.approve import approve_booking
from booking.reservations.services.ask import write_message
from booking.reservations.services.attend import check_in, excuse, mark_no_show, take_back
from booking.reservations.services.book import book
from booking.reservations.services.book_anyway import book_anyway
from booking.reservations.services.book_next import book_next_date, book_next_time
from booking.reservations.services.cancel import cancel_booking
from booking.reservations.services.cancel_seats import cancel_part, waive_part
from booking.reservations.services.complete import complete_past
from booking.reservations.services.confirm import confirm_booking
from booking.reservations.services.decline import decline_booking
from booking.reservations.services.expire import expire_booking, expire_overdue
from booking.reservations.services.hand_over import hand_over
from booking.reservations.services.hold import hold_booking
from booking.reservations.services.notes import note_for_participant, note_for_staff
from booking.reservations.services.propose import propose_times
from booking.reservations.services.requests import BookingRequest, Companion, PlacedBooking
from booking.reservations.services.reschedule import overrule_reschedule, reschedule_session
from booking.reservations.services.swap_dates import (
    overrule_swap_date,
    overrule_swap_run,
    swap_date,
    swap_run,
)

__all__ = [
    "BookingRequest",
    "Companion",
    "PlacedBooking",
    "accept_proposal",
    "approve_booking",
    "book",
    "book_anyway",
    "book_next_date",
    "book_next_time",
    "cancel_booking",
    "cancel_part",
    "charge_due_fees",
    "check_in",
    "complete_past",
    "confirm_booking",
    "decline_booking",
    "decline_proposals",
    "excuse",
    "expire_booking",
    "expire_overdue",
    "hand_over",
    "hold_booking",
    "mark_no_show",
    "note_absences",
    "note_for_participant",
    "note_for_staff",
    "overrule_reschedule",
    "overrule_swap_date",
    "overrule_swap_run",
    "propose_times",
    "reschedule_session",
    "swap_date",
    "swap_run",
    "take_back",
    "waive_fees",
    "waive_part",
    "write_message",
]
