"""What follows from a relation that moved: the log, and the mails to both sides."""

from datetime import datetime
from urllib.parse import urlencode

from booking.audit.services import record_change
from booking.core.events import after, on
from booking.notifications.kinds import NotificationKind, registry
from booking.notifications.links import absolute_url
from booking.notifications.services import queue_message
from booking.offerings.kinds import registry as kinds
from booking.offerings.selectors import public_offerings
from booking.people.events import ConnectionMoved
from booking.people.models import Connection
from booking.people.selectors import link_secret
from booking.people.states import KNOWN, Relation


class ConnectionKind(NotificationKind):
    """About a connection; the subject is its id."""

    def context(self, subject_id: int) -> dict[str, object]:
        connection = _connection(subject_id)
        return {"customer": connection.customer, "instructor": connection.instructor}


@registry.register("connection_requested")
class ConnectionRequestedMail(ConnectionKind):
    """To the instructor: somebody would like to be connected."""

    name = "connection_requested"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return Connection.objects.filter(pk=subject_id, status=Relation.REQUESTED).exists()


@registry.register("connection_accepted")
class ConnectionAcceptedMail(ConnectionKind):
    """To the customer: the personal links, which prove who they are. Nobody else gets them."""

    name = "connection_accepted"

    def is_still_due(self, subject_id: int, *, now: datetime) -> bool:
        return Connection.objects.filter(pk=subject_id, status__in=KNOWN).exists()

    def context(self, subject_id: int) -> dict[str, object]:
        connection = _connection(subject_id)
        by_slots = [name for name, kind in kinds if kind.books == "slots"]
        held = public_offerings().filter(kind__in=by_slots, facilitator_links__instructor=connection.instructor)
        query = urlencode({"connection": link_secret(connection)})
        links = [
            (offering.name, absolute_url(connection.organization, f"/book/{offering.slug}/?{query}"))
            for offering in held.order_by("name", "pk")
        ]
        return {**super().context(subject_id), "links": links}


@on(ConnectionMoved)
def note_in_the_log(event: ConnectionMoved) -> None:
    connection = _connection(event.connection_id)
    record_change(
        actor=event.actor,
        action=f"connection.{event.status}",
        subject_type="connection",
        subject_reference=connection.reference,
        now=_moved_at(connection),
        reason=event.reason,
        changes={"status": [event.was, event.status]},
    )


@after(ConnectionMoved)
def tell_the_other_side(event: ConnectionMoved, now: datetime) -> None:
    """Who asks is told of a yes, with the links; of nothing else."""
    connection = _connection(event.connection_id)
    if event.status == Relation.REQUESTED:
        _queue("connection_requested", connection, recipient=connection.instructor.email, now=now)
    elif event.status in KNOWN and event.was not in KNOWN:
        _queue("connection_accepted", connection, recipient=connection.customer.email, now=now)


def _queue(kind: str, connection: Connection, *, recipient: str, now: datetime) -> None:
    queue_message(
        kind,
        recipient=recipient,
        subject_id=connection.pk,
        effect=f"{kind}:{connection.reference}:{_moved_at(connection):%Y%m%dT%H%M%S}",
        language=connection.language,
        due_at=now,
        now=now,
    )


def _moved_at(connection: Connection) -> datetime:
    return connection.requested_at if connection.status == Relation.REQUESTED else connection.answered_at


def _connection(connection_id: int) -> Connection:
    return Connection.objects.select_related("organization", "customer", "instructor").get(pk=connection_id)
