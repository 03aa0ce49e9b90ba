from rest_framework.response import Response

from booking.api.directory import active_instructors, filter_instructors, find_instructor
from booking.api.inputs.queries import CalendarQuery, InstructorsQuery
from booking.api.inputs.strict import StrictQuery
from booking.api.pagination import PAGE_SIZE, read_page
from booking.api.presenters.people import show_instructor
from booking.api.presenters.values import show_time
from booking.api.shapes.documented import documented
from booking.api.shapes.offerings import CalendarShape, InstructorPageShape, InstructorShape
from booking.api.views.base import PublicView
from booking.core.limits import spend_search
from booking.core.timezones import day_bounds
from booking.people.selectors import viewer_by_link
from booking.reservations.visible import visible_calendar

_TAG = "People"


class InstructorsView(PublicView):
    actor, scope, rate_class = "anyone", "people:read", "read"

    @documented("list_instructors", answer=InstructorPageShape, problems=[422], parameters=[InstructorsQuery], tag=_TAG)
    def get(self, request):
        """Who holds the offerings

        In order of their names. Filters narrow down together; prices are those of one-to-one hours, or of groups for
        somebody who only has these.
        """
        query = self.read_query(InstructorsQuery)
        cursor, size = query.pop("cursor", ""), query.pop("page_size", PAGE_SIZE)
        if query:
            spend_search(request, now=self.now)
        found = filter_instructors(active_instructors(), **query)
        page = read_page(found, keys=["name", "pk"], name="instructors", request=request, cursor=cursor, size=size)
        return Response(page.show([show_instructor(row, organization=self.organization) for row in page.rows]))


class CalendarView(PublicView):
    actor, scope, rate_class = "anyone", "people:read", "read"

    @documented("read_calendar", answer=CalendarShape, problems=[404, 422], parameters=[CalendarQuery], tag=_TAG)
    def get(self, request, slug):
        """When somebody is busy

        As far as the instructor shows it: to everybody, to those who are connected, or to nobody. Days are those of
        `timezone`, first and last included, 62 at most.
        """
        query = self.read_query(CalendarQuery)
        instructor = find_instructor(slug)
        timezone = query.get("timezone", self.organization.timezone)
        seen = visible_calendar(
            instructor,
            viewer=viewer_by_link(query.get("connection", "")),
            after=day_bounds(query["from"], timezone)[0],
            before=day_bounds(query["to"], timezone)[1],
            now=self.now,
        )
        busy = [
            {
                "start": show_time(each.start, timezone=timezone),
                "end": show_time(each.end, timezone=timezone),
                "title": each.title,
            }
            for each in seen
        ]
        return Response({"timezone": timezone, "busy": busy})


class InstructorView(PublicView):
    actor, scope, rate_class = "anyone", "people:read", "read"

    @documented("read_instructor", answer=InstructorShape, problems=[404], tag=_TAG)
    def get(self, request, slug):
        """One of them"""
        self.read_query(StrictQuery)
        return Response(show_instructor(find_instructor(slug), organization=self.organization))
