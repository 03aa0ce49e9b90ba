from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.core.ledgers import keep_append_only
from booking.core.money import Money
from booking.payments.models.payments import Payment
from booking.payments.states import BankFinding, BankStatus


class BankStatement(Owned):
    """A file of the bank that was taken in. `digest` is the SHA-256 of its bytes; `known` counts what others told."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200, help_text="of the file")
    kind = models.CharField(max_length=12, help_text="such as camt.054.08")
    message_id = models.CharField(max_length=35, blank=True)
    known = models.PositiveIntegerField(help_text="entries that an earlier file told")
    waiting = models.PositiveIntegerField(help_text="entries that the bank had not booked yet")
    actor = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="payments_statement_once"),
        ]

    def __str__(self):
        return self.name


class BankEntry(Owned):
    """What the bank says came or went: a fact. `key` is the same in every file that tells it.

    `parts` is more than 1 for a sum of payments that the file does not tell one by one.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    statement = models.ForeignKey(BankStatement, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=64)
    entry_id = models.CharField(max_length=70, blank=True, help_text="what the bank calls it")
    account = models.CharField(max_length=34)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    is_credit = models.BooleanField()
    is_reversal = models.BooleanField()
    is_told = models.BooleanField(help_text="whether the file says from whom or what for")
    parts = models.PositiveIntegerField()
    booked_on = models.DateField()
    debtor = models.CharField(max_length=140, blank=True)
    debtor_account = models.CharField(max_length=34, blank=True)
    said_reference = models.CharField(max_length=140, blank=True)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="payments_entry_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "entry_id"], name="payments_entry_id"),
        ]

    def __str__(self):
        return f"{self.money} of {self.booked_on}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class BankMatch(Owned):
    """What became of an entry. `payment` is the one it speaks of, as far as known; `received` what it was booked as."""

    entry = models.OneToOneField(BankEntry, on_delete=models.CASCADE, related_name="match")
    status = models.CharField(max_length=10, choices=BankStatus.choices)
    finding = models.CharField(max_length=20, choices=BankFinding.choices)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="bank_match")
    actor = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=BankStatus.MATCHED, received__isnull=False)
                | ~models.Q(status=BankStatus.MATCHED) & models.Q(received__isnull=True),
                name="payments_match_received",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "status"], name="payments_match_status"),
        ]

    def __str__(self):
        return f"{self.status}: {self.finding}"


keep_append_only("payments_bankentry", what="entries of the bank are")
