"""Whose connections somebody at work reaches: managers all, instructors their own."""

from django.db.models import QuerySet

from booking.accounts.authority import Staff
from booking.core.errors import NotFound
from booking.people.models import Connection, Instructor


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


def instructors_of(staff: Staff) -> QuerySet[Instructor]:
    """Those whose calendar somebody at work looks after: managers everybody's, instructors their own; in no order."""
    active = Instructor.objects.filter(is_active=True)
    return active if staff.is_manager else active.filter(membership=staff.membership)


def instructor_for_staff(slug: str, *, staff: Staff) -> Instructor:
    """Raises NotFound for one that is not within reach, as for one that does not exist."""
    instructor = instructors_of(staff).filter(slug=slug).first()
    if instructor is None:
        raise NotFound()
    return instructor
