"""Changing a booking that was made."""

from collections.abc import Mapping

from rest_framework.response import Response

from booking.api.inputs.changes import CancelInput, CancelQuery, NextInput, RescheduleInput, RescheduleQuery
from booking.api.inputs.strict import read_body
from booking.api.presenters.bookings import show_preview, show_progress
from booking.api.presenters.changes import show_reschedule_preview
from booking.api.purchases import find_facilitator
from booking.api.shapes.bookings import CancelPreviewShape
from booking.api.shapes.changes import ChangedBookingShape, NextPreviewShape, ReschedulePreviewShape
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.views.bookings import OneBookingView
from booking.core.errors import NotAllowed
from booking.people.models import Instructor
from booking.reservations.authority import check_dates_for_staff, holder_for_staff
from booking.reservations.changing import preview_next, preview_reschedule
from booking.reservations.models import Booking
from booking.reservations.seating import Part, movable_seats
from booking.reservations.selectors import preview_cancel_part, seats_of
from booking.reservations.services import (
    book_next_date,
    book_next_time,
    cancel_part,
    overrule_reschedule,
    overrule_swap_date,
    overrule_swap_run,
    reschedule_session,
    swap_date,
    swap_run,
    waive_part,
)
from booking.reservations.services.record import Changed

_TAG = "Bookings"
_REFUSALS = [401, 403, 404, 409, 422]


class ChangingView(OneBookingView):
    """What answers with a booking after a change."""

    def change(self, name: str, booking: Booking, *, produce) -> Response:
        """Once per Idempotency-Key; `produce` makes the change."""
        answer = self.once(
            f"bookings.{name}",
            body=[booking.reference, self.request.data],
            produce=lambda: self._answer(produce()),
        )
        return Response(answer)

    def _answer(self, changed: Changed) -> dict[str, object]:
        return {**self.shown(changed.booking), "warnings": list(changed.warnings)}

    def may_overrule(self, values: Mapping[str, object]) -> bool:
        """Whether staff asks to go over the policy. Raises NotAllowed when a customer does."""
        if values.get("overrule") and not self.staff:
            raise NotAllowed("Only the studio may go over the rules.")
        return bool(values.get("overrule"))

    def holder_of(self, booking: Booking, values: Mapping[str, object]) -> Instructor | None:
        """Who is to hold it, None where anybody may; assistants take those who trust them. Raises NotAllowed."""
        slug = values.get("instructor")
        named = find_facilitator(booking.offering, slug=slug) if slug else None
        if self.staff is None:
            return named
        return holder_for_staff(booking.offering, named=named, staff=self.staff, booking=booking)

    def check_date(self, reference: str) -> None:
        """Raises NotAllowed where an assistant names a date of somebody who does not trust them with it."""
        if self.staff:
            check_dates_for_staff([reference], staff=self.staff)


class RescheduleView(ChangingView):
    actor, scope, rate_class = "holder or staff", "bookings:change", {"GET": "token", "POST": "booking"}

    @documented(
        "preview_reschedule",
        answer=ReschedulePreviewShape,
        problems=[401, 404, 422],
        parameters=[RescheduleQuery],
        tag=_TAG,
    )
    def get(self, request, reference):
        """Whether a session may be moved

        By the policy that was agreed to, at this moment, and what it costs. Changes nothing.
        """
        booking = self.find(reference, query=RescheduleQuery)
        moving = movable_seats(seats_of(booking), session=self.read_query(RescheduleQuery).get("session", ""))
        preview = preview_reschedule(booking, moving=moving, now=self.now)
        return Response(show_reschedule_preview(preview, session=moving[0].session.reference))

    @documented(
        "reschedule_booking",
        answer=ChangedBookingShape,
        problems=_REFUSALS,
        request=RescheduleInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"starts_at": "2027-03-02T10:00:00+01:00", "reason": "I am travelling that day."},
        tag=_TAG,
    )
    def post(self, request, reference):
        """Move a session

        To a free time (`starts_at`), to another date (`to_session`), or, where all dates of a run were booked, to the
        run that is open now (neither). The old time or place is free at once; sessions keep their place in calendars.
        """
        booking = self.find(reference)
        values = read_body(RescheduleInput, request.data, context=self.context)
        return self.change("reschedule", booking, produce=lambda: self._move(booking, values))

    def _move(self, booking: Booking, values: Mapping[str, object]) -> Changed:
        overrules = self.may_overrule(values)
        by = {"actor": self.actor_label, "reason": values.get("reason", ""), "now": self.now}
        which = {"session": values.get("session", "")}
        if "starts_at" in values:
            instructor = self.holder_of(booking, values)
            reschedule = overrule_reschedule if overrules else reschedule_session
            return reschedule(booking, **which, starts_at=values["starts_at"], instructor=instructor, **by)
        if "to_session" in values:
            self.check_date(values["to_session"])
            swap = overrule_swap_date if overrules else swap_date
            return swap(booking, **which, to_session=values["to_session"], **by)
        return overrule_swap_run(booking, **by) if overrules else swap_run(booking, **by)


class NextView(ChangingView):
    actor, scope, rate_class = "holder or staff", "bookings:change", {"GET": "token", "POST": "booking"}

    @documented("preview_next", answer=NextPreviewShape, problems=[401, 404], tag=_TAG)
    def get(self, request, reference):
        """Whether a next session may be chosen

        How many sessions of the pack have a time, how many are left, and until when. Changes nothing.
        """
        booking = self.find(reference)
        seats = seats_of(booking)
        preview = preview_next(booking, seats=seats, now=self.now)
        progress = show_progress(booking, seats=seats)
        return Response({"allowed": preview.allowed, "reasons": list(preview.reasons), "progress": progress})

    @documented(
        "book_next",
        answer=ChangedBookingShape,
        problems=_REFUSALS,
        request=NextInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"starts_at": "2027-03-09T10:00:00+01:00"},
        tag=_TAG,
    )
    def post(self, request, reference):
        """Choose the next session of a pack

        From the sessions that were bought and have no time yet. The same time again changes nothing.
        """
        booking = self.find(reference)
        values = read_body(NextInput, request.data, context=self.context)
        return self.change("next", booking, produce=lambda: self._choose(booking, values))

    def _choose(self, booking: Booking, values: Mapping[str, object]) -> Changed:
        by = {"actor": self.actor_label, "now": self.now}
        if "session" in values:
            self.check_date(values["session"])
            return book_next_date(booking, session=values["session"], **by)
        instructor = self.holder_of(booking, values)
        return book_next_time(booking, starts_at=values["starts_at"], instructor=instructor, **by)


class CancelView(ChangingView):
    actor, scope, rate_class = "holder or staff", "bookings:cancel", {"GET": "token", "POST": "booking"}

    @documented(
        "preview_cancel",
        answer=CancelPreviewShape,
        problems=[401, 404, 422],
        parameters=[CancelQuery],
        tag=_TAG,
    )
    def get(self, request, reference):
        """What cancelling would do

        All of the booking, or the part that is named: refund and fee by the policy that was agreed to, at this moment.
        Changes nothing.
        """
        booking = self.find(reference, query=CancelQuery)
        part = _part(self.read_query(CancelQuery))
        return Response(show_preview(preview_cancel_part(booking, part=part, now=self.now)))

    @documented(
        "cancel_booking",
        answer=ChangedBookingShape,
        problems=_REFUSALS,
        request=CancelInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"reason": "I am travelling that week."},
        tag=_TAG,
    )
    def post(self, request, reference):
        """Cancel a booking, or a part of it

        A session, that and all that follow, or the places of some of several persons; the booking ends when nothing to
        come is left of it. Cancelling what is cancelled already changes nothing and answers the same.
        """
        booking = self.find(reference)
        values = read_body(CancelInput, request.data, context=self.context)
        return self.change("cancel", booking, produce=lambda: self._cancel(booking, values))

    def _cancel(self, booking: Booking, values: Mapping[str, object]) -> Changed:
        if values.get("waive") and not self.staff:
            raise NotAllowed("Only the studio may go over the rules.")
        cancel = waive_part if values.get("waive") else cancel_part
        by = {"actor": self.actor_label, "reason": values.get("reason", ""), "now": self.now}
        return cancel(booking, part=_part(values), **by)


def _part(values: Mapping[str, object]) -> Part:
    session = values.get("session", "")
    return Part(session, values.get("reach", "this" if session else "all"), values.get("places"))
