from django.db import models

from booking.accounts.models import Owned
from booking.core.ledgers import keep_append_only
from booking.core.money import Money


class Earning(Owned):
    """What arose for an instructor: for a session, for a month, or what a session turned out to be worth more or less.

    `amount` is minor units and may be negative; `pay` is what was agreed when the first row of its session was written,
    `source` what it is for, so that nothing is owed twice.
    """

    instructor = models.ForeignKey("people.Instructor", on_delete=models.PROTECT, related_name="earnings")
    offering = models.ForeignKey(
        "offerings.Offering", null=True, blank=True, on_delete=models.PROTECT, related_name="earnings"
    )
    session = models.ForeignKey(
        "scheduling.Session", null=True, blank=True, on_delete=models.PROTECT, related_name="earnings"
    )
    source = models.CharField(max_length=80)
    day = models.DateField(help_text="of the session, at the organization's; the first of a month that is paid as one")
    heads = models.PositiveIntegerField(default=0, help_text="people who count, as known then")
    net = models.BigIntegerField(default=0, help_text="their share of the price without tax, rounded")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    pay = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "source"], name="earnings_once"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="earnings_something"),
        ]
        indexes = [models.Index(fields=["organization", "day"], name="earnings_day")]

    def __str__(self):
        return self.source

    @property
    def is_first(self) -> bool:
        """Whether it is no correction of an earlier row."""
        return self.source.endswith(":1")

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


keep_append_only("earnings_earning", what="earnings are")
