from django.db import models

from booking.accounts.models import Owned
from booking.core.roles import append_only


class ModificationKind(models.TextChoices):
    RESCHEDULED = "rescheduled", "Moved to another time"
    GIVEN_UP = "given_up", "Given up in part"
    DATE_MOVED = "date_moved", "Moved by the studio"
    DATE_RESTAFFED = "date_restaffed", "Held by somebody else"
    DATE_CALLED_OFF = "date_called_off", "Called off by the studio"
    CHOSEN = "chosen", "Further session chosen"


class Modification(Owned):
    """What was changed about a booking after it was made: who, when, why, and the sessions before and after.

    `changes` is {"from": [session], "to": [session]}, a session being its reference, start and end in UTC, and zone;
    "money" where it moved some: {"refund": "CHF 60.00", "fee": "CHF 0.00"}.
    """

    booking = models.ForeignKey("reservations.Booking", on_delete=models.PROTECT, related_name="modifications")
    kind = models.CharField(max_length=20, choices=ModificationKind.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    reason = models.CharField(max_length=500, blank=True)
    changes = models.JSONField(default=dict)

    def __str__(self):
        return f"{self.booking} {self.kind}"


append_only("reservations_modification")
