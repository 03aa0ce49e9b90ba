from django.apps import AppConfig


class QrBillConfig(AppConfig):
    name = "booking.integrations.qrbill"
    label = "qrbill"

    def ready(self):
        from booking.integrations.qrbill import provider  # noqa: F401, PLC0415  (it registers itself)
