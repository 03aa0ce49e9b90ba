from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "booking.analytics"
    label = "analytics"
