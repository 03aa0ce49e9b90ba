"""Who is connected with whom, and answering those who would like to be (ORG-5)."""

from collections.abc import Mapping

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.backoffice.faces import staff_page
from booking.core.clock import now as current_time
from booking.core.errors import Malformed
from booking.core.gate import read_reason
from booking.core.private_pages import SeeOther
from booking.core.promises import keep_promise, promise
from booking.notifications.times import describe_start
from booking.people.authority import connection_for_staff, connections_of
from booking.people.models import Connection
from booking.people.services import move_connection
from booking.people.states import RELATION_MOVES, Relation

_MOST = 200
_WORDS = {
    Relation.REQUESTED: gettext_lazy("asks to be connected"),
    Relation.CONNECTED: gettext_lazy("connected"),
    Relation.VIP: gettext_lazy("VIP"),
    Relation.NONE: gettext_lazy("not connected"),
}
# What a button is called, by where a connection is and where it goes.
_BUTTONS: Mapping[tuple[Relation, Relation], object] = {
    (Relation.REQUESTED, Relation.CONNECTED): gettext_lazy("Accept"),
    (Relation.REQUESTED, Relation.VIP): gettext_lazy("Accept as VIP"),
    (Relation.REQUESTED, Relation.NONE): gettext_lazy("Decline"),
    (Relation.CONNECTED, Relation.VIP): gettext_lazy("Make VIP"),
    (Relation.CONNECTED, Relation.NONE): gettext_lazy("End"),
    (Relation.VIP, Relation.CONNECTED): gettext_lazy("No VIP any more"),
    (Relation.VIP, Relation.NONE): gettext_lazy("End"),
}


@staff_page("GET", "HEAD", scope="people:connections")
def list_connections(request: HttpRequest) -> HttpResponse:
    """Those who wait for an answer first, then everybody who is connected."""
    order = Case(When(status=Relation.REQUESTED, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = connections_of(request.staff).exclude(status=Relation.NONE)
    rows = list(found.order_by(order, "customer__name", "pk")[: _MOST + 1])
    zone = request.organization.timezone
    context = {
        "groups": [
            (_("Waiting for your answer"), [_line(row, zone=zone) for row in rows[:_MOST] if _waits(row)]),
            (_("Connected"), [_line(row, zone=zone) for row in rows[:_MOST] if not _waits(row)]),
        ],
        "has_more": len(rows) > _MOST,
    }
    return render(request, "backoffice/connections.html", context)


@staff_page("POST", scope="people:connections")
def answer_connection(request: HttpRequest, reference: str) -> HttpResponse:
    """Accept, prefer, decline or end; once for a form."""
    connection, now = connection_for_staff(reference, staff=request.staff), current_time()
    try:
        to = Relation(request.POST.get("to", ""))
    except ValueError:
        raise Malformed(_("The button you pressed is unknown; open the page again.")) from None
    by = {"actor": request.staff.actor, "reason": read_reason(request.POST), "now": now}
    keep_promise(
        request.POST.get("promise", ""),
        "connection",
        effect=lambda: [reference, connection.status],
        act=lambda: move_connection(connection, to=to, **by),
        now=now,
    )
    messages.success(request, _("Done."))
    return SeeOther(reverse("backoffice:connections"))


def _waits(connection: Connection) -> bool:
    return connection.status == Relation.REQUESTED


def _line(connection: Connection, *, zone: str) -> dict[str, object]:
    at, status = connection.answered_at or connection.requested_at, Relation(connection.status)
    return {
        "connection": connection,
        "status": _WORDS[status],
        "since": describe_start(at, timezone=zone) if at else "",
        "buttons": [
            (to.value, _BUTTONS[status, to])
            for to in (Relation.CONNECTED, Relation.VIP, Relation.NONE)
            if to in RELATION_MOVES[status] and (status, to) in _BUTTONS
        ],
        "promise": promise([connection.reference, connection.status]),
    }
