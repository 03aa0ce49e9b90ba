from booking.availability.models.blackouts import Blackout
from booking.availability.models.schedules import DayException, Schedule, WeeklyWindow

__all__ = ["Blackout", "DayException", "Schedule", "WeeklyWindow"]
