"""Keeping time free of an instructor's, and giving it back (SCH-3)."""

from rest_framework.response import Response

from booking.api.inputs.blackouts import BlackoutInput, StretchInput
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.presenters.values import show_time
from booking.api.shapes.blackouts import BlackoutsShape
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.views.base import StaffView
from booking.availability.selectors import coming_blackouts
from booking.availability.services import absence_between, lift_blackout, put_blackout, put_blackout_around
from booking.calendars.services import owner_for_instructor
from booking.core.timezones import wall_minute
from booking.people.authority import instructor_for_staff
from booking.people.models import Instructor

_TAG = "People"
_EXAMPLE = {"start": "2027-07-12T00:00:00+02:00", "end": "2027-07-26T00:00:00+02:00"}


class _OfAnInstructor(StaffView):
    actor, scope, rate_class = "staff", "availability:blackouts", {"GET": "token", "POST": "booking"}

    def find(self, slug: str) -> Instructor:
        self.read_query(StrictQuery)
        return instructor_for_staff(slug, staff=self.staff)

    def show(self, person: Instructor) -> dict[str, object]:
        return {
            "results": [
                {
                    "start": show_time(row.bounds[0], timezone=row.timezone),
                    "end": show_time(row.bounds[1], timezone=row.timezone),
                    "timezone": row.timezone,
                    "reason": row.reason,
                    "keeps_booked": row.keeps_booked,
                }
                for row in coming_blackouts(person, now=self.now)
            ]
        }


class BlackoutsView(_OfAnInstructor):
    @documented("list_blackouts", answer=BlackoutsShape, problems=[401, 403, 404], tag=_TAG)
    def get(self, request, slug):
        """When somebody does not work

        What is not over yet, in order of time. Managers ask of everybody, instructors of themselves.
        """
        return Response(self.show(self.find(slug)))

    @documented(
        "put_blackout",
        answer=BlackoutsShape,
        problems=[401, 403, 404, 409, 422],
        request=BlackoutInput,
        parameters=[IDEMPOTENCY_KEY],
        example={**_EXAMPLE, "reason": "Holidays"},
        tag=_TAG,
    )
    def post(self, request, slug):
        """Keep time free

        When something takes place then, the problem `blackout_hits` says what, and nothing is written, unless `around`
        leaves it where it is. Answers what is kept free from now on.
        """
        person = self.find(slug)
        values = read_body(BlackoutInput, request.data, context=self.context)
        body = [person.slug, request.data]
        return Response(self.once("blackouts", body=body, produce=lambda: self._put(person, values)))

    def _put(self, person: Instructor, values: dict[str, object]) -> dict[str, object]:
        zone = person.timezone
        absence = absence_between(
            owner_for_instructor(person),
            timezone=zone,
            starts=wall_minute(values["start"], zone, field="start"),
            ends=wall_minute(values["end"], zone, field="end"),
            reason=values.get("reason", ""),
            field="end",
        )
        put = put_blackout_around if values.get("around") else put_blackout
        put(absence, actor=self.staff.actor, now=self.now)
        return self.show(person)


class GiveBackView(_OfAnInstructor):
    @documented(
        "lift_blackout",
        answer=BlackoutsShape,
        problems=[401, 403, 404, 422],
        request=StretchInput,
        example=_EXAMPLE,
        tag=_TAG,
    )
    def post(self, request, slug):
        """Give time back

        A stretch exactly as it is listed; one that is not kept free changes nothing.
        """
        person = self.find(slug)
        values = read_body(StretchInput, request.data, context=self.context)
        for row in coming_blackouts(person, now=self.now):
            if row.bounds == (values["start"], values["end"]):
                lift_blackout(row, actor=self.staff.actor, now=self.now)
        return Response(self.show(person))
