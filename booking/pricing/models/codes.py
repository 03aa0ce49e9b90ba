from django.db import models

from booking.pricing.models.limited import Limited, within_limit
from booking.pricing.terms import Terms


class Code(Limited):
    """What somebody may type in for a better price. `key` is the code folded: case does not matter.

    Either a percentage or an amount is taken off; amounts are minor units of the organization's currency.
    """

    code = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    amount = models.PositiveBigIntegerField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="the last day, in the organization's zone")
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.code

    @property
    def terms(self) -> Terms:
        return Terms(percent=self.percent, amount=self.amount)


def one_of_both(name: str) -> models.CheckConstraint:
    """A percentage up to 100, or an amount."""
    percent = models.Q(amount=None, percent__gt=0, percent__lte=100)
    return models.CheckConstraint(condition=percent | models.Q(percent=None, amount__gt=0), name=name)


class Coupon(Code):
    """A code of the studio. Without offerings it is for all of them; variants are slugs within those."""

    limit = models.PositiveIntegerField(null=True, blank=True, help_text="of uses, as the studio says")
    starts_on = models.DateField(null=True, blank=True)
    most_per_customer = models.PositiveIntegerField(null=True, blank=True)
    minimum = models.PositiveBigIntegerField(default=0, help_text="what the purchase must come to before it")
    offerings = models.JSONField(default=list, blank=True, help_text="[slug]")
    variants = models.JSONField(default=list, blank=True, help_text="[slug]")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="pricing_coupon_key"),
            within_limit("pricing_coupon_limit"),
            one_of_both("pricing_coupon_terms"),
        ]


class Referral(Code):
    """A customer's code for people who never booked here. `reward` is owed to the customer for each use that stands."""

    customer = models.ForeignKey("people.Customer", on_delete=models.CASCADE, related_name="referrals")
    reward = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="pricing_referral_key"),
            within_limit("pricing_referral_limit"),
            one_of_both("pricing_referral_terms"),
        ]
