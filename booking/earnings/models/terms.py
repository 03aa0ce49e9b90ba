from django.db import models

from booking.accounts.models import Owned
from booking.earnings.rules import Pay


class Terms(Owned):
    """How an instructor is paid, or whoever leads an offering, which goes before. `pay` is `rules.Pay` as JSON."""

    instructor = models.OneToOneField(
        "people.Instructor", null=True, blank=True, on_delete=models.CASCADE, related_name="earnings_terms"
    )
    offering = models.OneToOneField(
        "offerings.Offering", null=True, blank=True, on_delete=models.CASCADE, related_name="earnings_terms"
    )
    pay = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(instructor__isnull=True, offering__isnull=False)
                | models.Q(instructor__isnull=False, offering__isnull=True),
                name="earnings_terms_of_one",
            ),
        ]

    def __str__(self):
        return f"terms of {self.instructor or self.offering}"

    @property
    def agreed(self) -> Pay:
        return Pay.from_json(self.pay)
