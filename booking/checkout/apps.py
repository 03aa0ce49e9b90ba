from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "booking.checkout"
    label = "checkout"
