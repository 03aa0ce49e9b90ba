from django.db import models

from booking.accounts.models import Owned
from booking.core.money import Money


class Scope(models.TextChoices):
    DATE = "date"
    PACK = "pack"
    SERIES = "series"
    COHORT = "cohort"


# All dates are bought as one.
WHOLE = (Scope.SERIES, Scope.COHORT)


class Cadence(models.TextChoices):
    """How the later sessions of a pack follow the first; "none" means that they are chosen singly, now or later."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    NONE = "none"


class PricePer(models.TextChoices):
    """What the price of weekly lessons is for."""

    LESSON = "lesson"
    TERM = "term"


class Variant(Owned):
    """A price tier of an offering. Amounts are minor units of the organization's currency."""

    offering = models.ForeignKey("offerings.Offering", on_delete=models.CASCADE, related_name="variants")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    price = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    deposit = models.PositiveBigIntegerField(null=True, blank=True)
    rest_due_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="before the first session; what is left is paid on site when empty"
    )
    plan = models.JSONField(default=list, blank=True, help_text="[{due_days, amount}], amounts in minor units")
    phases = models.JSONField(
        default=list,
        blank=True,
        help_text="[{name, from, until, places, price or percent}]: the first that holds",
    )
    sessions = models.PositiveSmallIntegerField(default=1)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    cadence = models.CharField(
        max_length=12, blank=True, choices=Cadence.choices, help_text="empty when all dates are chosen on booking"
    )
    repeat = models.JSONField(default=dict, blank=True, help_text="{every, unit, on}, instead of a cadence")
    price_per = models.CharField(
        max_length=6, choices=PricePer.choices, default=PricePer.LESSON, help_text="of weekly lessons"
    )
    valid_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="within which sessions of a pack are chosen, or credits used"
    )
    credits = models.PositiveIntegerField(default=0, help_text="given when it is paid, for valid_days or for good")
    credit_price = models.PositiveIntegerField(null=True, blank=True, help_text="credits for one, instead of money")
    credits_most = models.PositiveIntegerField(
        null=True, blank=True, help_text="of those that may be used, the rest in money"
    )
    length = models.PositiveSmallIntegerField(null=True, blank=True, help_text="minutes, when not the offering's")
    participant_type = models.CharField(max_length=40, blank=True, help_text="one of the offering's, or for any")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "slug"], name="offerings_variant_slug"),
            models.CheckConstraint(condition=models.Q(sessions__gte=1), name="offerings_variant_sessions"),
            models.CheckConstraint(
                condition=models.Q(deposit=None) | models.Q(deposit__lte=models.F("price")),
                name="offerings_variant_deposit",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def follows(self) -> bool:
        """Whether the sessions of a pack follow from the first."""
        return bool(self.repeat) or self.cadence in (Cadence.WEEKLY, Cadence.BIWEEKLY, Cadence.MONTHLY)

    @property
    def price_money(self) -> Money:
        return Money(self.price, self.currency)

    @property
    def due_now_minor(self) -> int:
        """What is due on booking for one: the deposit, else the plan's first instalment, else all."""
        if self.deposit is not None:
            return self.deposit
        at_once = [step["amount"] for step in self.plan if step["due_days"] == 0]
        return sum(at_once) if self.plan else self.price
