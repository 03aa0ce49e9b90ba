from rest_framework.response import Response

from booking.api.inputs.why import WhyQuery
from booking.api.presenters.why import show_why
from booking.api.shapes.documented import documented
from booking.api.shapes.why import WhyShape
from booking.api.views.base import StaffView
from booking.offerings.authority import offering_for_staff
from booking.reservations.why import explain_day, facilitator_named, viewer_of


class WhyView(StaffView):
    actor, scope, rate_class = "staff", "offerings:why", "token"

    @documented("explain_slots", answer=WhyShape, problems=[401, 403, 404, 422], parameters=[WhyQuery], tag="Offerings")
    def get(self, request, slug):
        """Why a time is not offered

        For an offering booked by free times: every time of a day on the grid of the lead's hours, either offered or
        with the rules, entries and buffers that removed it.
        """
        offering = offering_for_staff(slug, staff=self.staff)
        query = self.read_query(WhyQuery)
        instructor = facilitator_named(offering, slug=query.get("instructor"))
        explained = explain_day(
            offering,
            instructor=instructor,
            day=query["day"],
            now=self.now,
            length=query.get("length"),
            viewer=viewer_of(instructor, relation=query.get("relation")),
        )
        return Response(show_why(explained))
