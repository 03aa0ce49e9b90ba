from django.db import models

from booking.accounts.models import Owned


class CallingOff(Owned):
    """A date that is off while its many bookings are still being ended, piece by piece; gone when all are.

    `bookings` is how many there were; how many are left says how far it has come.
    """

    session = models.OneToOneField("scheduling.Session", on_delete=models.PROTECT, related_name="calling_off")
    actor = models.CharField(max_length=254)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    bookings = models.PositiveIntegerField()

    def __str__(self):
        return f"calling off {self.session}"
