from booking.availability.services.save_schedule import save_schedule

__all__ = ["save_schedule"]
