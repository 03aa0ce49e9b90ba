from django.apps import AppConfig

from booking.core.changes.tables import Noted
from booking.core.changes.topics import Topic


class CalendarsConfig(AppConfig):
    name = "booking.calendars"
    label = "calendars"
    noted = {"Entry": (Noted(Topic.BUSY, of="owner"),)}
