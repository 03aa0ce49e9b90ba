from booking.calendars.models.entries import Entry, Owner
from booking.calendars.models.recurrences import Recurrence

__all__ = ["Entry", "Owner", "Recurrence"]
