from booking.availability.models.schedules import DayException, Schedule, WeeklyWindow

__all__ = ["DayException", "Schedule", "WeeklyWindow"]
