from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.core.ledgers import keep_append_only
from booking.core.money import Money


class Statement(Owned):
    """What an instructor is paid for a month. Made when the month is closed; what arises later is in a later one."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    instructor = models.ForeignKey("people.Instructor", on_delete=models.PROTECT, related_name="statements")
    month = models.CharField(max_length=7, help_text="such as 2027-01")
    due_on = models.DateField(help_text="in the period that follows")
    total = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    closed_at = models.DateTimeField()
    actor = models.CharField(max_length=254)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "instructor", "month", "currency"], name="earnings_statement_once"
            ),
        ]

    def __str__(self):
        return f"{self.instructor} {self.month}"

    @property
    def money(self) -> Money:
        return Money(self.total, self.currency)


class StatementLine(Owned):
    """One earning in the one statement that pays it."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    earning = models.OneToOneField("earnings.Earning", on_delete=models.PROTECT, related_name="statement_line")

    def __str__(self):
        return f"{self.earning} in {self.statement}"


keep_append_only("earnings_statement", what="closed statements are")
keep_append_only("earnings_statementline", what="lines of closed statements are")
