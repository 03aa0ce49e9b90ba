"""One booking as the staff see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.notifications.times import describe_time
from booking.payments.selectors import paid_for
from booking.reservations.authority import booking_for_staff
from booking.reservations.receipts import receipt_for_order
from booking.reservations.selectors import GONE, seats_of


@staff_page("GET", "HEAD", scope="bookings:read")
def show_booking(request: HttpRequest, reference: str) -> HttpResponse:
    booking = booking_for_staff(reference, staff=request.staff)
    zone = request.organization.timezone
    context = {
        "booking": booking,
        "receipt": receipt_for_order(booking.order),
        "paid": paid_for(booking.order),
        "seats": [
            {
                "time": describe_time(seat.session.starts_at, seat.session.ends_at, timezone=zone),
                "status": seat.get_status_display(),
                "is_kept": seat.status not in GONE,
                "session": seat.session,
            }
            for seat in seats_of(booking)
        ],
        "now": current_time(),
    }
    return render(request, "backoffice/booking.html", context)
