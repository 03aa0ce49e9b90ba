from django.db import models

from booking.accounts.models import Owned


class Policy(Owned):
    """What cancelling, changing and not turning up costs. Fees are minor units of the organization's currency.

    Copied into every booking, so that a later change never touches what somebody agreed to.
    """

    slug = models.SlugField(max_length=60)
    cancel_until_hours = models.PositiveIntegerField(default=24)
    reschedule_until_hours = models.PositiveIntegerField(default=24)
    late_cancel_fee = models.PositiveBigIntegerField(default=0)
    no_show_fee = models.PositiveBigIntegerField(default=0)
    refund_tiers = models.JSONField(
        default=list, blank=True, help_text="[{until_hours, percent}], longest notice first"
    )
    leniency_per_month = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="offerings_policy_slug")]

    def __str__(self):
        return self.slug

    @property
    def terms(self) -> dict[str, object]:
        """What a booking copies of it; fees in minor units."""
        names = ("slug", "cancel_until_hours", "reschedule_until_hours", "late_cancel_fee", "no_show_fee")
        return {name: getattr(self, name) for name in (*names, "refund_tiers")}
