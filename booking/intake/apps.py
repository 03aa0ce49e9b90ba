from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "booking.intake"
    label = "intake"
    unseen = ("Submission",)
