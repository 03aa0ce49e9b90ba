"""The one path for every change of a relation: checks, stamps, gives and takes the personal link, tells."""

from datetime import datetime

from booking.core.codes import hash_token, new_token
from booking.core.errors import AlreadyDone
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.sealing import seal
from booking.core.transactions import transactional
from booking.people.events import ConnectionMoved
from booking.people.models import Connection, Instructor
from booking.people.selectors import CONNECTION_PURPOSE
from booking.people.services.save_customer import save_customer
from booking.people.states import KNOWN, RELATION_MOVES, Relation


@transactional
def request_connection(
    instructor: Instructor, *, name: str, email: str, language: str = "en", now: datetime
) -> Connection:
    """Ask to be connected. Whoever has asked before, or is connected, changes nothing by asking again.

    Anybody may type anybody's address: nothing is told but to the owner of the mailbox and the instructor.
    """
    customer = save_customer(name=name, email=email, now=now)
    connection, _ = Connection.objects.get_or_create(
        customer=customer, instructor=instructor, defaults={"language": language}
    )
    connection = lock([connection])[connection]
    if connection.status == Relation.NONE:
        _move(connection, to=Relation.REQUESTED, actor="customer", reason="", now=now)
    return connection


@transactional
def move_connection(connection: Connection, *, to: Relation, actor: str, now: datetime, reason: str = "") -> Connection:
    """Accept (connected), prefer (vip), decline or withdraw (none). Repeating a finished move is quiet.

    Raises AlreadyDone for a move that is not allowed any more.
    """
    connection = lock([connection])[connection]
    if connection.status != to:
        if to not in RELATION_MOVES[connection.status]:
            raise AlreadyDone(f"This connection is {connection.status}.", status=connection.status)
        _move(connection, to=to, actor=actor, reason=reason, now=now)
    return connection


def _move(connection: Connection, *, to: Relation, actor: str, reason: str, now: datetime) -> None:
    was, connection.status = connection.status, to.value
    if to == Relation.REQUESTED:
        connection.requested_at = now
    else:
        connection.answered_at = now
    if to not in KNOWN:
        connection.token_hash = connection.sealed_token = ""
    elif not connection.token_hash:
        token = new_token()
        connection.token_hash = hash_token(token, purpose=CONNECTION_PURPOSE)
        connection.sealed_token = seal(token)
    connection.save()
    moved = ConnectionMoved(connection_id=connection.pk, was=was, status=to.value, actor=actor, reason=reason)
    publish(moved, now=now)
