from collections.abc import Callable, Iterable

from django.db.models import Prefetch, prefetch_related_objects

from booking.api.presenters.asking import show_deadline
from booking.api.presenters.bookings import show_seats
from booking.api.presenters.values import show_time
from booking.reservations.models import Booking, Seat
from booking.reservations.selectors import answer_url


def show_requests(bookings: Iterable[Booking], *, address: Callable[[str], str]) -> list[dict[str, object]]:
    """Requests for the staff, on the studio's clock; `address` makes a path absolute. One query more."""
    bookings = list(bookings)
    prefetch_related_objects(bookings, Prefetch("seats", queryset=Seat.objects.select_related("session")))
    return [_show(booking, address=address) for booking in bookings]


def _show(booking: Booking, *, address: Callable[[str], str]) -> dict[str, object]:
    zone = booking.organization.timezone
    seats = sorted(booking.seats.all(), key=lambda seat: (seat.session.starts_at, seat.number))
    return {
        "reference": booking.reference,
        "status": booking.status,
        "offering": booking.offering.slug,
        "variant": booking.variant.slug,
        "quantity": booking.quantity,
        "customer": {"name": booking.name, "email": booking.email, "phone": booking.phone},
        "sessions": show_seats(seats, timezone=zone),
        "requested_at": show_time(booking.requested_at, timezone=zone),
        "answer_by": show_deadline(booking, timezone=zone),
        "manage_url": address(answer_url(booking)),
    }
