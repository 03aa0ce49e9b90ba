from collections.abc import Callable

from rest_framework.response import Response

from booking.api.inputs.attendance import AttendanceInput
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.presenters.attendance import show_roster, show_seats
from booking.api.shapes.attendance import RosterShape, SeatsShape
from booking.api.shapes.documented import documented
from booking.api.views.base import StaffView
from booking.core.errors import Invalid
from booking.reservations.attendance import seats_at, seats_on_roster, session_at_the_door
from booking.reservations.authority import booking_for_staff, session_for_staff, sessions_of
from booking.reservations.models import Booking, Seat
from booking.reservations.services import check_in, excuse, mark_no_show, take_back
from booking.scheduling.models import Session

_TAG = "Attendance"
_NOTE = {
    "answer": SeatsShape,
    "problems": [401, 403, 404, 409, 422],
    "request": AttendanceInput,
    "example": {"session": "7KQ2M9XWPD"},
    "tag": _TAG,
}


class RosterView(StaffView):
    actor, scope, rate_class = "staff", "bookings:attendance", "token"

    @documented("read_roster", answer=RosterShape, problems=[401, 403, 404], tag=_TAG)
    def get(self, request, reference):
        """Who comes to a session

        For the staff it concerns, with what became of each place.
        """
        self.read_query(StrictQuery)
        session = session_for_staff(reference, staff=self.staff)
        return Response(show_roster(session, seats=seats_on_roster(session)))


class _NoteView(StaffView):
    """Notes what became of a booking's places in one session."""

    actor, scope, rate_class = "staff", "bookings:attendance", "booking"

    def note(self, reference: str, *, service: Callable) -> Response:
        self.read_query(StrictQuery)
        values = read_body(AttendanceInput, self.request.data, context=self.context)
        booking = booking_for_staff(reference, staff=self.staff)
        seats = self._seats(booking, values)
        service(seats, actor=self.staff.actor, now=self.now)
        return Response(show_seats(booking, seats=seats))

    def _seats(self, booking: Booking, values: dict[str, object]) -> list[Seat]:
        session = self._session(booking, reference=values.get("session"))
        seats = seats_at(booking, session=session) if session else []
        if "places" in values:
            seats = [seat for seat in seats if seat.number in values["places"]]
        if not seats:
            raise Invalid(fields={"session": ["This booking has no such place in a session that you look after."]})
        return seats

    def _session(self, booking: Booking, *, reference: str | None) -> Session | None:
        if reference is None:
            found = session_at_the_door(booking, now=self.now)
            return sessions_of(self.staff).filter(pk=found.pk).first() if found else None
        return sessions_of(self.staff).filter(reference=reference).first()


class CheckInView(_NoteView):
    @documented("check_in", **_NOTE)
    def post(self, request, reference):
        """Check somebody in

        All places of the booking in the session that is on, or in the one named. Repeating it changes nothing.
        """
        return self.note(reference, service=check_in)


class NoShowView(_NoteView):
    @documented("mark_no_show", **_NOTE)
    def post(self, request, reference):
        """Note that somebody did not come

        Possible once the session has begun.
        """
        return self.note(reference, service=mark_no_show)


class ExcuseView(_NoteView):
    @documented("excuse", **_NOTE)
    def post(self, request, reference):
        """Excuse somebody

        The place stays theirs, and no fee follows.
        """
        return self.note(reference, service=excuse)


class TakeBackView(_NoteView):
    @documented("take_back_attendance", **_NOTE)
    def post(self, request, reference):
        """Take back what was noted

        For a tap by mistake, until the session is completed.
        """
        return self.note(reference, service=take_back)
