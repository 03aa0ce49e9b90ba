from django.db.models import QuerySet

from booking.core.codes import hash_token
from booking.core.errors import Invalid
from booking.core.sealing import unseal
from booking.people.models import Connection
from booking.people.states import KNOWN, Relation
from booking.people.viewers import STRANGER, Viewer

CONNECTION_PURPOSE = "connection"


def viewer_behind(secret: str) -> Viewer:
    """Whoever holds the secret of a personal link; a stranger without one, or with one that does not hold any more.

    One query, none without a secret.
    """
    if not secret:
        return STRANGER
    stored = hash_token(secret, purpose=CONNECTION_PURPOSE)
    return _viewer(Connection.objects.filter(token_hash=stored))


def viewer_linked(link: str) -> Viewer:
    """Whoever proved the connection of this reference once, as far as it holds now; one query."""
    return _viewer(Connection.objects.filter(reference=link))


def viewer_known(customer_id: int) -> Viewer:
    """A customer of whom it is certain that it is they, with all their relations; one query."""
    return _viewer(Connection.objects.filter(customer=customer_id))


def viewer_by_link(secret: str) -> Viewer:
    """The same for a program, which is told: raises Invalid for a link that does not hold."""
    viewer = viewer_behind(secret)
    if secret and viewer == STRANGER:
        raise Invalid(fields={"connection": ["This personal link does not hold any more."]})
    return viewer


def _viewer(connections: QuerySet[Connection]) -> Viewer:
    found = list(connections.filter(status__in=KNOWN).order_by("pk"))
    relations = tuple((known.instructor_id, Relation(known.status)) for known in found)
    return Viewer(relations, link=found[0].reference) if found else STRANGER


def link_secret(connection: Connection) -> str:
    """The secret of its personal link, for the mail that brings it; empty when there is none."""
    return unseal(connection.sealed_token) if connection.sealed_token else ""
