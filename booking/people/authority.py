"""Whose connections somebody at work reaches: managers all, instructors their own."""

from django.db.models import QuerySet

from booking.accounts.authority import Staff
from booking.core.errors import NotFound
from booking.people.models import Connection


def connections_of(staff: Staff) -> QuerySet[Connection]:
    """With customer and instructor, in no order."""
    connections = Connection.objects.select_related("customer", "instructor")
    return connections if staff.is_manager else connections.filter(instructor__membership=staff.membership)


def connection_for_staff(reference: str, *, staff: Staff) -> Connection:
    """Raises NotFound for one that is not within reach, as for one that does not exist."""
    connection = connections_of(staff).filter(reference=reference).first()
    if connection is None:
        raise NotFound()
    return connection
