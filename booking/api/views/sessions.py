"""Changing dates: one, or one and all that follow."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from rest_framework.response import Response

from booking.api.inputs.sessions import (
    CallOffInput,
    CapacityInput,
    GuaranteeInput,
    MoveInput,
    OverflowInput,
    ReachQuery,
    RestaffInput,
)
from booking.api.inputs.strict import StrictQuery, StrictSerializer, read_body
from booking.api.presenters.dates import show_dates, show_effect
from booking.api.presenters.values import show_time
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.shapes.sessions import ChangedDatesShape, DatesPreviewShape, OverflowShape
from booking.api.views.base import StaffView
from booking.core.errors import Invalid
from booking.people.models import Instructor
from booking.reservations.effects import effect_on_bookings, session_to_change
from booking.scheduling.models import Session
from booking.scheduling.overflow import propose_overflow
from booking.scheduling.selectors import with_people
from booking.scheduling.services import (
    call_off_following,
    call_off_session,
    change_capacity,
    change_capacity_following,
    guarantee_session,
    move_following,
    move_session,
    open_overflow,
    restaff_following,
    restaff_session,
)
from booking.scheduling.services.dates import following

_TAG = "Dates"
_PREVIEW = {"answer": DatesPreviewShape, "problems": [401, 403, 404, 422], "parameters": [ReachQuery], "tag": _TAG}
_CHANGE = {
    "answer": ChangedDatesShape,
    "problems": [401, 403, 404, 409, 422],
    "parameters": [IDEMPOTENCY_KEY],
    "tag": _TAG,
}
_START = "2027-03-10T18:30:00+01:00"


class DatesView(StaffView):
    """What changes dates: `one` and `all_from` are the services for a date, and for it and those that follow."""

    actor, scope, rate_class = "staff", "sessions:change", {"GET": "token", "POST": "booking"}
    name: ClassVar[str]
    body: ClassVar[type[StrictSerializer]]
    one: ClassVar[Callable]
    all_from: ClassVar[Callable]

    def preview(self, reference: str) -> Response:
        """Whom it concerns. Changes nothing."""
        reach = self.read_query(ReachQuery).get("reach", "this")
        session = session_to_change(reference, staff=self.staff)
        rest = following(session, now=self.now) if reach == "following" and session.series_id else []
        sessions = shown_dates([session, *rest])
        effect = effect_on_bookings(sessions, currency=self.organization.currency, now=self.now)
        return Response(show_effect(sessions, effect=effect))

    def change(self, reference: str) -> Response:
        """Once per Idempotency-Key."""
        self.read_query(StrictQuery)
        session = session_to_change(reference, staff=self.staff)
        values = read_body(self.body, self.request.data, context=self.context)
        answer = self.once(
            f"sessions.{self.name}",
            body=[session.reference, self.request.data],
            produce=lambda: self._answer(session, values),
        )
        return Response(answer)

    def details(self, values: Mapping[str, object]) -> dict[str, object]:
        """What the services are told beside who, when and why."""
        return {}

    def _answer(self, session: Session, values: Mapping[str, object]) -> dict[str, object]:
        by = {"actor": self.staff.actor, "reason": values.get("reason", ""), "now": self.now}
        if values.get("reach") == "following":
            changed = type(self).all_from(session, **self.details(values), **by)
        else:
            changed = [type(self).one(session, **self.details(values), **by)]
        return {"sessions": show_dates(shown_dates(changed))}


class MoveDatesView(DatesView):
    name, body, one, all_from = "move", MoveInput, move_session, move_following

    def details(self, values):
        return {"to": values["to"]}

    @documented("preview_move_session", **_PREVIEW)
    def get(self, request, reference):
        """Who would move with a date

        Changes nothing.
        """
        return self.preview(reference)

    @documented("move_session", request=MoveInput, example={"to": _START, "reason": "Ben is travelling."}, **_CHANGE)
    def post(self, request, reference):
        """Hold a date at another time

        Whoever has booked it moves along, is told, and may cancel free of charge. The schedule keeps the change.
        """
        return self.change(reference)


class CallOffDatesView(DatesView):
    name, body, one, all_from = "call-off", CallOffInput, call_off_session, call_off_following

    @documented("preview_call_off_session", **_PREVIEW)
    def get(self, request, reference):
        """What calling a date off would give back

        Changes nothing.
        """
        return self.preview(reference)

    @documented("call_off_session", request=CallOffInput, example={"reason": "Ben is ill."}, **_CHANGE)
    def post(self, request, reference):
        """Call a date off

        Everybody is told and has the date's share of the price back; bookings with nothing else end.
        """
        return self.change(reference)


class GuaranteeDateView(DatesView):
    name, body, one, all_from = "guarantee", GuaranteeInput, guarantee_session, guarantee_session

    @documented("preview_guarantee_session", **_PREVIEW)
    def get(self, request, reference):
        """Whom it concerns that a date takes place

        Changes nothing.
        """
        return self.preview(reference)

    @documented("guarantee_session", request=GuaranteeInput, example={"reason": "We hold it anyway."}, **_CHANGE)
    def post(self, request, reference):
        """Say that a date takes place

        For one that needs a minimum of people, whether they have come together or not. Everybody is told.
        """
        return self.change(reference)


class OverflowView(DatesView):
    name, body, one, all_from = "overflow", OverflowInput, open_overflow, open_overflow

    def details(self, values):
        return {"start": values["start"]}

    @documented("propose_overflow", answer=OverflowShape, problems=[401, 403, 404], tag=_TAG)
    def get(self, request, reference):
        """When one more date could be held

        For a date that is nearly full: times in the coming weeks that are free for everybody needed, the same weekday
        and time first. Changes nothing.
        """
        self.read_query(StrictQuery)
        session = session_to_change(reference, staff=self.staff)
        overflow = propose_overflow(session, now=self.now)
        times = [show_time(start, timezone=session.timezone) for start in overflow.times]
        return Response({"nearly_full": overflow.is_nearly_full, "times": times})

    @documented("open_overflow", request=OverflowInput, example={"start": _START}, **_CHANGE)
    def post(self, request, reference):
        """Open one more date

        Held by the same people, with as many places. The schedule keeps it.
        """
        return self.change(reference)


class RestaffDatesView(DatesView):
    name, body, one, all_from = "restaff", RestaffInput, restaff_session, restaff_following

    def details(self, values):
        slugs = values["facilitators"]
        known = {person.slug: person for person in Instructor.objects.filter(slug__in=slugs, is_active=True)}
        if unknown := [slug for slug in slugs if slug not in known]:
            raise Invalid(fields={"facilitators": [f"nobody here is called {unknown[0]}"]})
        return {"team": [known[slug] for slug in slugs]}

    @documented("preview_restaff_session", **_PREVIEW)
    def get(self, request, reference):
        """Whom another facilitator concerns

        Changes nothing.
        """
        return self.preview(reference)

    @documented("restaff_session", request=RestaffInput, example={"facilitators": ["ana-keller"]}, **_CHANGE)
    def post(self, request, reference):
        """Have a date held by others

        Whoever has booked it is told, and may cancel free of charge.
        """
        return self.change(reference)


class DatesCapacityView(DatesView):
    name, body, one, all_from = "capacity", CapacityInput, change_capacity, change_capacity_following

    def details(self, values):
        return {"capacity": values["capacity"], "overbooking": values.get("overbooking", 0)}

    @documented("preview_session_capacity", **_PREVIEW)
    def get(self, request, reference):
        """How many places are taken

        Changes nothing.
        """
        return self.preview(reference)

    @documented("change_session_capacity", request=CapacityInput, example={"capacity": 14}, **_CHANGE)
    def post(self, request, reference):
        """Give a date more places, or fewer

        Never fewer than are sold.
        """
        return self.change(reference)


def shown_dates(sessions: list[Session]) -> list[Session]:
    """Read anew with what is shown of them, in order."""
    rows = Session.objects.filter(pk__in=[session.pk for session in sessions]).select_related("offering")
    return list(with_people(rows).select_related("offering", "place").order_by("starts_at", "pk"))
