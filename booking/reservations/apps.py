from django.apps import AppConfig

from booking.core.changes.tables import Noted
from booking.core.changes.topics import Topic


class ReservationsConfig(AppConfig):
    name = "booking.reservations"
    label = "reservations"
    noted = {
        "Booking": (Noted(Topic.PLACES, of="offering"),),
        "Seat": (Noted(Topic.PLACES, of="session__offering"),),
    }
    unseen = (
        "CallingOff",
        "Fee",
        "Modification",
        "Proposal",
        "RequestMessage",
        "Guest",
        "StaffNote",
        "ParticipantNote",
    )

    def ready(self):
        from booking.reservations import (  # noqa: PLC0415  (they register themselves)
            bookkeeping,  # noqa: F401
            change_mails,  # noqa: F401
            connection_mails,  # noqa: F401
            credit_handlers,  # noqa: F401
            fee_mails,  # noqa: F401
            guest_mails,  # noqa: F401
            handlers,  # noqa: F401
            lapse_mails,  # noqa: F401
            mail_kinds,  # noqa: F401
            minimum_mails,  # noqa: F401
            payment_handlers,  # noqa: F401
            payment_mails,  # noqa: F401
            plan_handlers,  # noqa: F401
            plan_mails,  # noqa: F401
            privacy,  # noqa: F401
            request_handlers,  # noqa: F401
            request_mails,  # noqa: F401
            session_mails,  # noqa: F401
        )
        from booking.reservations.services import follow_calling_off, follow_sessions  # noqa: F401, PLC0415
