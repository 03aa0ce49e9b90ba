"""Booking for somebody over the rules, by staff who say why (CAT-12, BKG-12)."""

from datetime import datetime

from booking.core.transactions import transactional
from booking.reservations.services.confirm import confirm_booking
from booking.reservations.services.hold import hold_anyway
from booking.reservations.services.permit import record_overruling, require_reason
from booking.reservations.services.prepare import prepare_anyway
from booking.reservations.services.requests import BookingRequest, PlacedBooking


@transactional
def book_anyway(request: BookingRequest, *, provider: str, actor: str, reason: str, now: datetime) -> PlacedBooking:
    """Hold and confirm at once, over prerequisites, registration, hours, notice and limits; never over what is sold.

    The warnings and the audit log say over what. Raises Invalid without a reason, and what `book` raises of the rest.
    """
    require_reason(reason)
    chosen, broken = prepare_anyway(request, now=now)
    placed = hold_anyway(request, chosen=chosen, now=now)
    confirm_booking(placed.booking, provider=provider, actor=actor, now=now)
    warnings = (*broken, *placed.warnings)
    if warnings:
        record_overruling(placed.booking, warnings=warnings, actor=actor, reason=reason, now=now)
    return PlacedBooking(placed.booking, placed.token, warnings)
