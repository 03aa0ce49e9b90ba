from booking.payments.selectors import payments_of, received_in
from booking.pricing.services import return_uses
from booking.reservations.models import Booking
from booking.reservations.services.close_proposals import close_proposals
from booking.reservations.services.move import release_seats
from booking.reservations.states import ProposalStatus
from booking.scheduling.services import drop_single_sessions, give_places_back


def give_back(booking: Booking) -> None:
    """Free the places and times of a booking that has ended, and what its price had used if nothing was ever paid."""
    released = release_seats(booking)
    for session_id, places in sorted(released.items()):
        give_places_back([session_id], places=places)
    drop_single_sessions(released)
    if booking.requested_at:
        close_proposals(booking, outcome=ProposalStatus.ENDED, now=booking.ended_at)
    if booking.has_uses and not received_in(payments_of(booking.order), currency=booking.order.currency):
        return_uses(booking.reference, now=booking.ended_at)
