from django.db import models

from booking.accounts.models import Owned
from booking.pricing.models.limited import Limited, within_limit

_OF = ("coupon", "referral", "phase")


def _of_one() -> models.Q:
    found = models.Q()
    for name in _OF:
        found |= models.Q(**{f"{other}__isnull": other != name for other in _OF})
    return found


class PhasePlaces(Limited):
    """The places of a price phase that is for so many people only; `used` of them are taken."""

    variant = models.ForeignKey("offerings.Variant", on_delete=models.CASCADE, related_name="phase_places")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "name"], name="pricing_phase_name"),
            within_limit("pricing_phase_limit"),
        ]

    def __str__(self):
        return self.name


class Use(Owned):
    """What one purchase has used of something limited. It is given back when the purchase ends unpaid.

    `reward` in minor units is owed to the owner of the referral code while the use stands.
    """

    purchase = models.CharField(max_length=12, help_text="reference of the booking")
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="uses")
    coupon = models.ForeignKey("pricing.Coupon", null=True, blank=True, on_delete=models.PROTECT, related_name="uses")
    referral = models.ForeignKey(
        "pricing.Referral", null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    phase = models.ForeignKey(
        "pricing.PhasePlaces", null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    count = models.PositiveIntegerField(default=1)
    reward = models.PositiveBigIntegerField(default=0)
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=_of_one(), name="pricing_use_of_one")]
        indexes = [
            models.Index(fields=["organization", "purchase"], name="pricing_use_purchase"),
            models.Index(fields=["coupon", "customer"], name="pricing_use_customer"),
        ]

    def __str__(self):
        return f"{self.count} for {self.purchase}"
