from django.apps import AppConfig


class CreditsConfig(AppConfig):
    name = "booking.credits"
    label = "credits"
    is_unseen = True

    def ready(self):
        from booking.credits import mails  # noqa: F401, PLC0415  (they register themselves)
