from django.apps import AppConfig


class PortalsConfig(AppConfig):
    name = "booking.portals"
    label = "portals"
