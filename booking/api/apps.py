from django.apps import AppConfig
from drf_spectacular.settings import spectacular_settings

from booking.api.documentation import GENERATOR


class ApiConfig(AppConfig):
    name = "booking.api"
    label = "api"

    def ready(self):
        from booking.api import checks  # noqa: F401, PLC0415  (views need the models)

        spectacular_settings.apply_patches(GENERATOR)
