from django.apps import AppConfig


class StripeConfig(AppConfig):
    name = "booking.integrations.stripe"
    label = "stripe"

    def ready(self):
        from booking.integrations.stripe import provider  # noqa: F401, PLC0415  (it registers itself)
