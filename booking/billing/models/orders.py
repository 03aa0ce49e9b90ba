from django.db import models

from booking.accounts.models import Owned
from booking.billing.states import OrderStatus
from booking.core.codes import new_reference
from booking.core.money import Money


class Order(Owned):
    """What a customer owes for one purchase. Amounts are minor units of `currency`."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(max_length=8, choices=OrderStatus.choices, default=OrderStatus.OPEN)
    currency = models.CharField(max_length=3)
    total = models.PositiveBigIntegerField()
    due_now = models.PositiveBigIntegerField()
    taken_off = models.PositiveBigIntegerField(default=0, help_text="by lines for what was given up, tax included")
    tax_included = models.BooleanField(help_text="whether amounts of lines contain their tax")
    placed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(due_now__lte=models.F("total")), name="billing_due_now"),
        ]
        indexes = [models.Index(fields=["organization", "placed_at"], name="billing_order_placed")]

    def __str__(self):
        return self.reference

    @property
    def total_money(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def agreed_money(self) -> Money:
        """The total before anything was taken off it."""
        return Money(self.total + self.taken_off, self.currency)


class OrderLine(Owned):
    """One thing sold. `total` = quantity × unit price; `tax` is contained in it or comes on top, as the order says."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    total = models.BigIntegerField()
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    tax = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="billing_line_position"),
            models.CheckConstraint(
                condition=models.Q(total=models.F("unit_price") * models.F("quantity")), name="billing_line_total"
            ),
        ]

    def __str__(self):
        return self.description
