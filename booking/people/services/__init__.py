from booking.people.services.connections import move_connection, request_connection
from booking.people.services.go_along import connect_as_before
from booking.people.services.save_customer import save_customer
from booking.people.services.save_instructor import retire_instructor, save_instructor

__all__ = [
    "connect_as_before",
    "move_connection",
    "request_connection",
    "retire_instructor",
    "save_customer",
    "save_instructor",
]
