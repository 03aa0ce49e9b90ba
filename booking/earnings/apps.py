from django.apps import AppConfig


class EarningsConfig(AppConfig):
    name = "booking.earnings"
    label = "earnings"
    is_unseen = True

    def ready(self):
        from booking.earnings import handlers, privacy  # noqa: F401, PLC0415  (they register themselves)
