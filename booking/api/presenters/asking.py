from booking.api.presenters.values import show_time
from booking.reservations.asking import messages_of, proposals_of
from booking.reservations.models import Booking
from booking.reservations.states import BookingStatus


def show_asking(booking: Booking) -> dict[str, object] | None:
    """What was asked, proposed and said, on the customer's clock; None for a booking that nobody had to approve."""
    if booking.requested_at is None:
        return None
    zone = booking.timezone
    return {
        "asked_at": show_time(booking.requested_at, timezone=zone),
        "answer_by": show_deadline(booking, timezone=zone),
        "proposals": [
            {
                "start": show_time(proposal.starts_at, timezone=zone),
                "end": show_time(proposal.ends_at, timezone=zone),
                "by": proposal.side,
                "status": proposal.status,
                "held_until": show_time(proposal.expires_at, timezone=zone),
            }
            for proposal in proposals_of(booking)
        ],
        "messages": [
            {"by": message.side, "text": message.text, "at": show_time(message.written_at, timezone=zone)}
            for message in messages_of(booking)
        ],
    }


def show_deadline(booking: Booking, *, timezone: str) -> str | None:
    """Until when a request is answered, or else expires; None for what waits for no answer."""
    if booking.status != BookingStatus.REQUESTED:
        return None
    return show_time(booking.hold_expires_at, timezone=timezone)
