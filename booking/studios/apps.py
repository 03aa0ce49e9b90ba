from django.apps import AppConfig


class StudiosConfig(AppConfig):
    name = "booking.studios"
    label = "studios"
