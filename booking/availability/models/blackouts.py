from datetime import datetime

from django.db import models

from booking.accounts.models import Owned
from booking.core.timezones import instant_at


class Blackout(Owned):
    """Time at which a person does not work or a room is closed, on the wall clock of `timezone`.

    `keeps_booked` says that it was laid around what was there, which stays.
    """

    owner = models.ForeignKey("calendars.Owner", on_delete=models.CASCADE, related_name="blackouts")
    timezone = models.CharField(max_length=64)
    starts = models.CharField(max_length=16, help_text="wall clock, such as 2027-07-01T00:00")
    ends = models.CharField(max_length=16, help_text="wall clock, not included")
    reason = models.CharField(max_length=120, blank=True)
    keeps_booked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "starts", "ends"], name="availability_blackout_once"),
            models.CheckConstraint(condition=models.Q(starts__lt=models.F("ends")), name="availability_blackout_order"),
        ]

    def __str__(self):
        return f"{self.owner}: {self.starts} to {self.ends}"

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The instants of its ends."""
        starts, ends = (datetime.fromisoformat(wall) for wall in (self.starts, self.ends))
        return instant_at(starts, self.timezone), instant_at(ends, self.timezone)
