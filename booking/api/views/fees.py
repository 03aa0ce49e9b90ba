from rest_framework.response import Response

from booking.api.inputs.fees import WaiveInput
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.presenters.fees import show_fees
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.shapes.fees import FeesShape
from booking.api.views.base import StaffView
from booking.reservations.authority import booking_for_staff
from booking.reservations.models import Booking
from booking.reservations.selectors import fees_of
from booking.reservations.services import waive_fees

_TAG = "Attendance"


class WaiveView(StaffView):
    actor, scope, rate_class = "staff", "bookings:cancel", {"GET": "token", "POST": "booking"}

    @documented("list_fees", answer=FeesShape, problems=[401, 403, 404], tag=_TAG)
    def get(self, request, reference):
        """Fees of a booking

        For not coming, with what becomes of each: pending until it is charged, and waived until then. Changes nothing.
        """
        self.read_query(StrictQuery)
        return Response(self._show(booking_for_staff(reference, staff=self.staff)))

    @documented(
        "waive_fees",
        answer=FeesShape,
        problems=[401, 403, 404, 409, 422],
        request=WaiveInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"reason": "Was ill and wrote to us."},
        tag=_TAG,
    )
    def post(self, request, reference):
        """Let somebody off

        For all fees of the booking that are pending. The customer is told.
        """
        self.read_query(StrictQuery)
        booking = booking_for_staff(reference, staff=self.staff)
        values = read_body(WaiveInput, request.data, context=self.context)
        answer = self.once(
            "bookings.waive",
            body=[booking.reference, request.data],
            produce=lambda: self._waive(booking, reason=values["reason"]),
        )
        return Response(answer)

    def _waive(self, booking: Booking, *, reason: str) -> dict[str, object]:
        waive_fees(booking, actor=self.staff.actor, reason=reason, now=self.now)
        return self._show(booking)

    def _show(self, booking: Booking) -> dict[str, object]:
        return show_fees(booking, fees=fees_of(booking), timezone=self.organization.timezone)
