from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "booking.scheduling"
    label = "scheduling"
    times = ("Session", "SessionFacilitator")
