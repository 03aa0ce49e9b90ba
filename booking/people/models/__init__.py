from booking.people.models.customers import Customer
from booking.people.models.instructors import Instructor

__all__ = ["Customer", "Instructor"]
