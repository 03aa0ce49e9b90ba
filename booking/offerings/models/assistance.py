from django.db import models

from booking.accounts.models import Owned
from booking.accounts.rights import Right


class Assistance(Owned):
    """One right of one instructor that an assistant has for one offering."""

    membership = models.ForeignKey("accounts.Membership", on_delete=models.CASCADE, related_name="assistances")
    instructor = models.ForeignKey("people.Instructor", on_delete=models.CASCADE, related_name="assistances")
    offering = models.ForeignKey("offerings.Offering", on_delete=models.CASCADE, related_name="assistances")
    right = models.CharField(max_length=12, choices=Right.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "instructor", "offering", "right"], name="offerings_assistance_once"
            ),
        ]

    def __str__(self):
        return f"{self.membership} for {self.instructor} in {self.offering}: {self.right}"
