from booking.people.models.connections import Connection
from booking.people.models.customers import Customer
from booking.people.models.instructors import Instructor

__all__ = ["Connection", "Customer", "Instructor"]
