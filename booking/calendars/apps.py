from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "booking.calendars"
    label = "calendars"
    times = ("Entry",)
