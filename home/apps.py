from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    label = "home"

    def ready(self):
        from home import handlers  # noqa: F401, PLC0415  (models must be loaded first)
