from django.apps import AppConfig

from booking.core.changes.tables import Noted
from booking.core.changes.topics import Topic


class SchedulingConfig(AppConfig):
    name = "booking.scheduling"
    label = "scheduling"
    noted = {
        "Session": (
            Noted(Topic.DATES, of="offering", apart=("taken",)),
            Noted(Topic.PLACES, of="offering", only=("taken",)),
        ),
        "SessionFacilitator": (Noted(Topic.DATES, of="session__offering"),),
    }

    def ready(self):
        from booking.scheduling import horizon_mails  # noqa: F401, PLC0415  (it registers itself)
