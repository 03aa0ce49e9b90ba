from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "booking.scheduling"
    label = "scheduling"
    times = ("Session", "SessionFacilitator")

    def ready(self):
        from booking.scheduling import horizon_mails  # noqa: F401, PLC0415  (it registers itself)
