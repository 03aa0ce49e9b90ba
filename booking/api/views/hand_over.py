"""Handing an offering over to another instructor."""

from collections.abc import Mapping

from rest_framework.response import Response

from booking.api.directory import read_instructor
from booking.api.inputs.hand_over import HandOverInput, HandOverQuery
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.presenters.dates import show_dates
from booking.api.shapes.documented import IDEMPOTENCY_KEY, documented
from booking.api.shapes.hand_over import HandOverShape
from booking.api.views.base import ManagerView
from booking.api.views.sessions import shown_dates
from booking.offerings.authority import offering_for_staff
from booking.reservations.handing_over import Conflicts, HandOver, HandOverPreview, Reach, preview_hand_over
from booking.reservations.services import hand_over

_TAG = "Staff"


class HandOverView(ManagerView):
    scope, rate_class = "offerings:hand-over", {"GET": "token", "POST": "booking"}

    @documented(
        "preview_hand_over",
        answer=HandOverShape,
        problems=[401, 403, 404, 422],
        parameters=[HandOverQuery],
        tag=_TAG,
    )
    def get(self, request, slug):
        """What handing over would move

        With the sessions at whose time who takes is occupied. Changes nothing.
        """
        offering = offering_for_staff(slug, staff=self.staff)
        asked = self._asked(self.read_query(HandOverQuery), offering=offering)
        return Response(self._show(preview_hand_over(asked, now=self.now)))

    @documented(
        "hand_over",
        answer=HandOverShape,
        problems=[401, 403, 404, 409, 422],
        request=HandOverInput,
        parameters=[IDEMPOTENCY_KEY],
        example={"instructor": "ana-keller", "to": "ben-lind", "conflicts": "leave", "reason": "Ana is on leave."},
        tag=_TAG,
    )
    def post(self, request, slug):
        """Hand an offering over

        Sessions to come move with their customers, who are told and may cancel free of charge; what connects them to
        the one connects them to the other too. Earlier sessions stay with who held them.
        """
        offering = offering_for_staff(slug, staff=self.staff)
        self.read_query(StrictQuery)
        values = read_body(HandOverInput, request.data, context=self.context)
        asked = self._asked(values, offering=offering)
        answer = self.once(
            "offerings.hand-over",
            body=[slug, request.data],
            produce=lambda: self._show(self._hand_over(asked, values)),
        )
        return Response(answer)

    def _hand_over(self, asked: HandOver, values: Mapping[str, object]) -> HandOverPreview:
        return hand_over(
            asked,
            conflicts=Conflicts(values.get("conflicts", Conflicts.REFUSE)),
            actor=self.staff.actor,
            reason=values.get("reason", ""),
            now=self.now,
        )

    def _asked(self, values: Mapping[str, object], *, offering) -> HandOver:
        parties = {name: read_instructor(values[name], field=name) for name in ("instructor", "to")}
        reach = Reach(values.get("reach", Reach.OFFERING))
        return HandOver(offering, parties["instructor"], parties["to"], reach)

    def _show(self, found: HandOverPreview) -> dict[str, object]:
        return {
            "sessions": show_dates(shown_dates(found.moving)),
            "conflicts": show_dates(shown_dates(found.conflicts)),
            "bookings": found.bookings,
            "connections": found.connections,
        }
