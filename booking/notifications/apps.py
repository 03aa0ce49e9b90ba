from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "booking.notifications"
    label = "notifications"
    is_unseen = True

    def ready(self):
        from booking.notifications import channels, tasks  # noqa: F401, PLC0415  (models must be loaded first)
