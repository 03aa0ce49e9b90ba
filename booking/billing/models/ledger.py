from django.db import models

from booking.accounts.models import Owned
from booking.core.ledgers import keep_append_only
from booking.core.money import Money


class JournalEntry(Owned):
    """One thing that happened to money, with its postings. `source` names it, so that it is booked once."""

    source = models.CharField(max_length=60)
    booked_on = models.DateField(help_text="the date at the organization's")
    at = models.DateTimeField()
    order = models.ForeignKey("billing.Order", on_delete=models.PROTECT, related_name="journal_entries")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "source"], name="billing_entry_once")]
        indexes = [models.Index(fields=["organization", "booked_on"], name="billing_entry_booked")]

    def __str__(self):
        return self.source


class Posting(Owned):
    """`amount` minor units go from the account `credit` to the account `debit`.

    A row has both sides, so what is written down balances whatever else happens: no trigger has to add up rows.
    """

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="postings")
    debit = models.CharField(max_length=40)
    credit = models.CharField(max_length=40)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="billing_posting_amount"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="billing_posting_sides"),
        ]

    def __str__(self):
        return f"{self.debit} / {self.credit} {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


keep_append_only("billing_journalentry", what="the journal is")
keep_append_only("billing_posting", what="postings are")
