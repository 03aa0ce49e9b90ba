from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "booking.payments"
    label = "payments"
    is_unseen = True
