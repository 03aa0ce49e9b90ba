"""Who works for the studio, and what they are trusted with beside their role."""

from collections.abc import Callable

from rest_framework.response import Response

from booking.accounts.models import Membership
from booking.api.directory import read_instructor
from booking.api.inputs.members import RightsInput
from booking.api.inputs.queries import PageQuery
from booking.api.inputs.strict import StrictQuery, StrictSerializer, read_body
from booking.api.pagination import PAGE_SIZE, read_page
from booking.api.presenters.members import show_member
from booking.api.shapes.documented import documented
from booking.api.shapes.members import MemberPageShape, MemberShape
from booking.api.views.base import ManagerView
from booking.core.errors import Invalid, NotFound
from booking.offerings.authority import offerings_of
from booking.offerings.models import Offering
from booking.offerings.selectors import members_with_rights
from booking.offerings.services import allow_creating, forbid_creating, lend_rights, take_rights

_TAG = "Staff"
_CHANGE = {"answer": MemberShape, "problems": [401, 403, 404, 422], "tag": _TAG}
_RIGHTS = {
    **_CHANGE,
    "request": RightsInput,
    "example": {"instructor": "ana-keller", "offerings": ["coaching"], "rights": ["rosters", "book"]},
}


class MembersView(ManagerView):
    scope, rate_class = "members:manage", "token"

    @documented("list_members", answer=MemberPageShape, problems=[401, 403, 422], parameters=[PageQuery], tag=_TAG)
    def get(self, request):
        """Who works here

        With what assistants are trusted with, and who may create offerings.
        """
        query = self.read_query(PageQuery)
        size, cursor = query.get("page_size", PAGE_SIZE), query.get("cursor", "")
        page = read_page(members_with_rights(), keys=["pk"], name="members", request=request, cursor=cursor, size=size)
        return Response(page.show([show_member(member) for member in page.rows]))


class _MemberView(ManagerView):
    scope, rate_class = "members:manage", "booking"

    def find(self, reference: str) -> Membership:
        """Raises NotFound."""
        self.read_query(StrictQuery)
        member = members_with_rights().filter(reference=reference).first()
        if member is None:
            raise NotFound()
        return member

    def change_rights(self, reference: str, *, service: Callable) -> Response:
        member = self.find(reference)
        values = read_body(RightsInput, self.request.data, context=self.context)
        service(
            member,
            instructor=read_instructor(values["instructor"], field="instructor"),
            offerings=self._offerings(values["offerings"]),
            rights=values["rights"],
            actor=self.staff.actor,
            now=self.now,
        )
        return Response(show_member(self.find(reference)))

    def change_creating(self, reference: str, *, service: Callable) -> Response:
        member = self.find(reference)
        read_body(StrictSerializer, self.request.data or {}, context=self.context)
        service(member, actor=self.staff.actor, now=self.now)
        return Response(show_member(self.find(reference)))

    def _offerings(self, slugs: list[str]) -> list[Offering]:
        known = {offering.slug: offering for offering in offerings_of(self.staff).filter(slug__in=slugs)}
        if unknown := [slug for slug in slugs if slug not in known]:
            raise Invalid(fields={"offerings": [f"There is no offering {unknown[0]}."]})
        return list(known.values())


class LendRightsView(_MemberView):
    @documented("lend_rights", **_RIGHTS)
    def post(self, request, reference):
        """Trust an assistant with rights of an instructor

        For offerings that the instructor holds. What the assistant has already stays.
        """
        return self.change_rights(reference, service=lend_rights)


class TakeRightsView(_MemberView):
    @documented("take_rights", **_RIGHTS)
    def post(self, request, reference):
        """Take rights back from an assistant

        From the next request on. What the assistant did stays.
        """
        return self.change_rights(reference, service=take_rights)


class AllowCreatingView(_MemberView):
    @documented("allow_creating", **_CHANGE)
    def post(self, request, reference):
        """Let a member create offerings"""
        return self.change_creating(reference, service=allow_creating)


class ForbidCreatingView(_MemberView):
    @documented("forbid_creating", **_CHANGE)
    def post(self, request, reference):
        """Let a member create no more offerings

        Owners and admins may all the same. What there is stays theirs.
        """
        return self.change_creating(reference, service=forbid_creating)
