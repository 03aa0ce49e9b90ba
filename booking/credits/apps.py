from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "booking.credits"
    label = "credits"
    is_unseen = True
