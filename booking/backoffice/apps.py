from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "booking.backoffice"
    label = "backoffice"
