from rest_framework.response import Response

from booking.api.directory import find_instructor
from booking.api.inputs.connections import ConnectInput, ConnectionMoveInput, ConnectionsQuery
from booking.api.inputs.strict import StrictQuery, read_body
from booking.api.pagination import PAGE_SIZE, read_page
from booking.api.presenters.connections import show_connection
from booking.api.shapes.connections import ConnectionPageShape, ConnectionShape, ConnectShape
from booking.api.shapes.documented import documented
from booking.api.views.base import PublicView, StaffView
from booking.people.authority import connection_for_staff, connections_of
from booking.people.services import move_connection, request_connection
from booking.people.states import Relation

_TAG = "People"
_MOVE = {
    "answer": ConnectionShape,
    "problems": [401, 403, 404, 409, 422],
    "request": ConnectionMoveInput,
    "example": {"reason": "Known from the studio"},
    "tag": _TAG,
}


class ConnectView(PublicView):
    actor, scope, rate_class = "anyone", "people:connect", "booking"

    @documented(
        "request_connection",
        answer=ConnectShape,
        problems=[404, 422],
        request=ConnectInput,
        example={"name": "Eve Muster", "email": "eve@example.com"},
        tag=_TAG,
    )
    def post(self, request, slug):
        """Ask to be connected

        The answer is the same whoever asks and however often. Once accepted, a personal link is mailed to the address:
        only its `connection` proves the relation.
        """
        self.read_query(StrictQuery)
        instructor = find_instructor(slug)
        values = read_body(ConnectInput, request.data, context=self.context)
        request_connection(instructor, **values, language=self.organization.language_code, now=self.now)
        return Response({"status": "received"})


class ConnectionsView(StaffView):
    actor, scope, rate_class = "staff", "people:connections", "token"

    @documented(
        "list_connections",
        answer=ConnectionPageShape,
        problems=[401, 403, 422],
        parameters=[ConnectionsQuery],
        tag=_TAG,
    )
    def get(self, request):
        """Who is connected, or would like to be

        Of all instructors for managers, of their own for instructors.
        """
        query = self.read_query(ConnectionsQuery)
        found = connections_of(self.staff)
        if "status" in query:
            found = found.filter(status=query["status"])
        size, cursor = query.get("page_size", PAGE_SIZE), query.get("cursor", "")
        page = read_page(found, keys=["pk"], name="connections", request=request, cursor=cursor, size=size)
        return Response(page.show([show_connection(row) for row in page.rows]))


class _MoveView(StaffView):
    actor, scope, rate_class = "staff", "people:connections", "booking"

    def move(self, reference: str, *, to: Relation) -> Response:
        self.read_query(StrictQuery)
        connection = connection_for_staff(reference, staff=self.staff)
        values = read_body(ConnectionMoveInput, self.request.data, context=self.context)
        move_connection(connection, to=to, actor=self.staff.actor, now=self.now, reason=values.get("reason", ""))
        return Response(show_connection(connection_for_staff(reference, staff=self.staff)))


class AcceptConnectionView(_MoveView):
    @documented("accept_connection", **_MOVE)
    def post(self, request, reference):
        """Accept a connection

        The customer gets a personal link by mail. A VIP becomes connected as others are.
        """
        return self.move(reference, to=Relation.CONNECTED)


class PreferConnectionView(_MoveView):
    @documented("prefer_connection", **_MOVE)
    def post(self, request, reference):
        """Make somebody a VIP

        Their personal link stays the same; who had none gets one by mail.
        """
        return self.move(reference, to=Relation.VIP)


class DeclineConnectionView(_MoveView):
    @documented("decline_connection", **_MOVE)
    def post(self, request, reference):
        """Decline or end a connection

        The personal link no longer holds. What is booked stays.
        """
        return self.move(reference, to=Relation.NONE)
