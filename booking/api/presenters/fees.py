from collections.abc import Iterable

from booking.api.presenters.values import show_money, show_time
from booking.reservations.models import Booking, Fee


def show_fees(booking: Booking, *, fees: Iterable[Fee], timezone: str) -> dict[str, object]:
    """What not coming costs, with the moment at which it is charged."""
    return {
        "reference": booking.reference,
        "fees": [
            {
                "reference": fee.reference,
                "kind": fee.kind,
                "status": fee.status,
                "session": fee.session.reference,
                "amount": show_money(fee.money),
                "due": show_time(fee.due_at, timezone=timezone) if fee.due_at else None,
                "reason": fee.reason,
            }
            for fee in fees
        ],
    }
