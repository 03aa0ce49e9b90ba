"""What staff note about a booking."""

from rest_framework.response import Response

from booking.api.inputs.changes import NoteInput
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.presenters.values import show_time
from booking.api.shapes.changes import NotesShape
from booking.api.shapes.documented import documented
from booking.api.views.base import StaffView
from booking.reservations.authority import booking_for_staff
from booking.reservations.models import Booking
from booking.reservations.services import note_for_participant, note_for_staff

_TAG = "Bookings"


class NotesView(StaffView):
    actor, scope, rate_class = "staff", "bookings:note", {"GET": "token", "POST": "booking"}

    @documented("list_notes", answer=NotesShape, problems=[401, 403, 404], tag=_TAG)
    def get(self, request, reference):
        """Notes about a booking

        Those of the staff, which nobody else reads, apart from those for the participant, and what the customer wrote.
        """
        self.read_query(StrictQuery)
        return Response(self._show(booking_for_staff(reference, staff=self.staff)))

    @documented(
        "add_note",
        answer=NotesShape,
        problems=[401, 403, 404],
        request=NoteInput,
        example={"audience": "staff", "text": "Prefers mornings."},
        tag=_TAG,
    )
    def post(self, request, reference):
        """Note something about a booking"""
        self.read_query(StrictQuery)
        booking = booking_for_staff(reference, staff=self.staff)
        values = read_body(NoteInput, request.data, context=self.context)
        write = note_for_staff if values["audience"] == "staff" else note_for_participant
        write(booking, text=values["text"], actor=self.staff.actor, now=self.now)
        return Response(self._show(booking))

    def _show(self, booking: Booking) -> dict[str, object]:
        def shown(notes) -> list[dict[str, str]]:
            zone = self.organization.timezone
            return [{"text": note.text, "at": show_time(note.at, timezone=zone)} for note in notes.order_by("at", "pk")]

        return {
            "customer": booking.note,
            "participant": shown(booking.participant_notes),
            "staff": shown(booking.staff_notes),
        }
