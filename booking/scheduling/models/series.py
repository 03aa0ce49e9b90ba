from django.db import models

from booking.accounts.models import Owned


class Series(Owned):
    """How an offering's sessions come about.

    `pattern` is the schedule in the words of the studio file, as it is now; `given` is what it was when it was last
    given from outside, before the studio changed single dates. A repeating one has a recurrence and is materialised up
    to `materialised_until`; dated ones are materialised at once.
    """

    offering = models.OneToOneField("offerings.Offering", on_delete=models.CASCADE, related_name="series")
    pattern = models.JSONField()
    given = models.JSONField(null=True, blank=True)
    timezone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(help_text="length of a meeting, when the pattern gives none")
    recurrence = models.OneToOneField(
        "calendars.Recurrence", null=True, blank=True, on_delete=models.PROTECT, related_name="series"
    )
    materialised_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["materialised_until"], name="scheduling_series_horizon")]

    def __str__(self):
        return f"series of {self.offering}"
