"""The provider's own view: what is coming, and announcing an event quickly."""

from rest_framework.response import Response

from booking.api.directory import active_instructors
from booking.api.inputs.agenda import AgendaQuery, EventInput
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.pagination import PAGE_SIZE, read_page
from booking.api.presenters.dates import show_dates
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.shapes.sessions import DatePageShape, DateShape
from booking.api.views.base import StaffView
from booking.core.errors import Invalid, NotAllowed
from booking.core.money import Money
from booking.core.timezones import day_bounds
from booking.offerings.authority import instructor_of
from booking.people.models import Instructor
from booking.reservations.authority import coming_to
from booking.scheduling.selectors import with_people
from booking.scheduling.services import Announcement, announce_event

_TAG = "Dates"


class AgendaView(StaffView):
    actor, scope, rate_class = "staff", "sessions:read", "token"

    @documented("list_agenda", answer=DatePageShape, problems=[401, 403, 422], parameters=[AgendaQuery], tag=_TAG)
    def get(self, request):
        """What is held in some days

        Of the whole studio for managers, of their own for instructors, in order of time. `what` tells appointments
        from classes, workshops and events. Days are those of `timezone`, first and last included, 62 at most.
        """
        query = self.read_query(AgendaQuery)
        timezone = query.get("timezone", self.organization.timezone)
        first, last = day_bounds(query["from"], timezone)[0], day_bounds(query["to"], timezone)[1]
        found = coming_to(self.staff, after=first, before=last, what=query.get("what", ""))
        if "instructor" in query:
            found = found.filter(facilitator_links__instructor__slug=query["instructor"])
        if "status" in query:
            found = found.filter(status=query["status"])
        size, cursor = query.get("page_size", PAGE_SIZE), query.get("cursor", "")
        keys = ["starts_at", "pk"]
        page = read_page(with_people(found), keys=keys, name="agenda", request=request, cursor=cursor, size=size)
        return Response(page.show(show_dates(page.rows)))


class EventsView(StaffView):
    actor, scope, rate_class = "staff", "offerings:create", "booking"

    @documented(
        "announce_event",
        answer=DateShape,
        status=201,
        problems=[401, 403, 409, 422],
        request=EventInput,
        parameters=[IDEMPOTENCY_KEY],
        example={
            "title": "Full moon circle",
            "starts_at": "2027-03-12T19:00:00+01:00",
            "minutes": 90,
            "capacity": 14,
            "price": "35.00",
            "tags": ["circle"],
        },
        tag=_TAG,
    )
    def post(self, request):
        """Announce a group event

        Makes an event with one date and one price that can be booked at once. Needs the right to create offerings;
        managers may announce for anybody, others for themselves. Once per Idempotency-Key.
        """
        self.read_query(StrictQuery)
        if not self.staff.may_create_offerings:
            raise NotAllowed("You may not create offerings. Ask the studio's owner for this right.")
        values = read_body(EventInput, request.data, context=self.context)
        answer = self.once("events", body=request.data, produce=lambda: self._announce(values))
        return Response(answer, status=201)

    def _announce(self, values: dict[str, object]) -> dict[str, object]:
        wanted = Announcement(
            title=values["title"],
            starts_at=values["starts_at"],
            minutes=values["minutes"],
            capacity=values["capacity"],
            price=Money(values["price"], self.organization.currency),
            summary=values.get("summary", ""),
            tags=tuple(dict.fromkeys(values.get("tags", ()))),
            visibility=values.get("visibility", "public"),
        )
        lead = self._lead(values.get("instructor", ""))
        session = announce_event(wanted, lead=lead, actor=self.staff.actor, now=self.now)
        return show_dates([session])[0]

    def _lead(self, slug: str) -> Instructor:
        """Who holds the event. Raises Invalid where nobody is named, or somebody that one may not speak for."""
        own = instructor_of(self.staff)
        if not slug and own:
            return own
        named = active_instructors().filter(slug=slug).first()
        if named is None or not (self.staff.is_manager or named == own):
            raise Invalid("Somebody has to hold the event.", fields={"instructor": ["Name an instructor."]})
        return named
