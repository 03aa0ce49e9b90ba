from collections.abc import Sequence
from datetime import datetime

from booking.core.money import Money
from booking.core.transactions import require_transaction
from booking.reservations.leniency import left_in_month
from booking.reservations.models import Booking, Fee, Seat
from booking.reservations.rules import CancelPreview, late_fees
from booking.reservations.seating import thread_of
from booking.reservations.shares import Leaving, units_of
from booking.reservations.states import FeeKind, FeeStatus


def note_spared(
    booking: Booking, seats: Sequence[Seat], *, leaving: Leaving, preview: CancelPreview, now: datetime
) -> None:
    """Keep what cancelling late would have cost, so that it counts in this month. The customer must be locked."""
    require_transaction()
    if not preview.spared:
        return
    nothing = Money(0, preview.spared.currency)
    units = units_of(booking, seats, leaving=leaving, received=nothing)
    late = late_fees(preview.policy, units, now=now, nothing=nothing)
    for thread, fee in late[: left_in_month(booking, policy=preview.policy, now=now)]:
        # What was bought as one has one notice and no thread of its own.
        seat = next(seat for seat in leaving.seats if thread in ("", thread_of(seat)))
        Fee.objects.create(
            booking=booking,
            session=seat.session,
            kind=FeeKind.LATE_CANCEL,
            status=FeeStatus.SPARED,
            amount=fee.minor,
            currency=fee.currency,
            arose_at=now,
        )
