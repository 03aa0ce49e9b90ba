from booking.people.models import Connection


def show_connection(connection: Connection) -> dict[str, object]:
    """A connection as staff see it; never its secret."""
    instructor, customer = connection.instructor, connection.customer
    return {
        "reference": connection.reference,
        "status": connection.status,
        "instructor": {"slug": instructor.slug, "name": instructor.name},
        "name": customer.name,
        "email": customer.email,
        "requested_at": connection.requested_at,
        "answered_at": connection.answered_at,
    }
