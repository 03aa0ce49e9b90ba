from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "booking.payments"
    label = "payments"
    is_unseen = True

    def ready(self):
        from booking.payments import handlers, prepaid  # noqa: F401, PLC0415  (they register themselves)
