from booking.people.services.save_customer import save_customer
from booking.people.services.save_instructor import retire_instructor, save_instructor

__all__ = ["retire_instructor", "save_customer", "save_instructor"]
