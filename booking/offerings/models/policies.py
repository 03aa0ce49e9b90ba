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
    leniency_per_month = models.PositiveSmallIntegerField(
        default=0, help_text="fees of a customer and calendar month that are not asked for"
    )
    waive_hours = models.PositiveSmallIntegerField(
        default=48, help_text="within which staff may waive the fee for an absence, before it is charged"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="offerings_policy_slug")]

    def __str__(self):
        return self.slug

    @property
    def terms(self) -> dict[str, object]:
        """What a booking copies of it; fees in minor units."""
        names = ("slug", "cancel_until_hours", "reschedule_until_hours", "late_cancel_fee", "no_show_fee")
        more = ("refund_tiers", "leniency_per_month", "waive_hours")
        return {name: getattr(self, name) for name in (*names, *more)}
