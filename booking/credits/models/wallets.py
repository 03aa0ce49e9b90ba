from datetime import datetime

from django.db import models
from django.db.models import F, Q

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.core.ledgers import keep_append_only
from booking.credits.states import EntryKind


class Wallet(Owned):
    """All that one customer has in store. Whoever moves something of it locks this row first.

    Anybody may type anybody's mail address, so only its code uses it: kept hashed, and sealed for the mail with it.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="wallets")
    code_hash = models.CharField(max_length=64)
    sealed_code = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "customer"], name="credits_wallet_once"),
            models.UniqueConstraint(fields=["organization", "code_hash"], name="credits_wallet_code"),
        ]

    def __str__(self):
        return self.reference


class Lot(Owned):
    """What came in at once and lapses at once. `source` names what it came from, so that it comes in once.

    `unit` is "credit" or a currency, whose minor units are counted.
    """

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="lots")
    unit = models.CharField(max_length=6)
    granted = models.PositiveBigIntegerField()
    remaining = models.PositiveBigIntegerField()
    source = models.CharField(max_length=60)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "source"], name="credits_lot_once"),
            models.CheckConstraint(condition=Q(granted__gt=0), name="credits_lot_granted"),
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("granted")), name="credits_lot_remaining"
            ),
        ]
        indexes = [models.Index(fields=["organization", "expires_at"], name="credits_lot_expiry")]

    def __str__(self):
        return f"{self.granted} {self.unit} from {self.source}"

    def is_open(self, now: datetime) -> bool:
        """It lapses by the clock, whether swept or not."""
        return self.expires_at is None or self.expires_at > now


class Entry(Owned):
    """One move of a lot, written once. `source` names what moved it; `purchase` what it paid for, if anything."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="entries")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=6, choices=EntryKind.choices)
    delta = models.BigIntegerField()
    source = models.CharField(max_length=60)
    purchase = models.CharField(max_length=12, blank=True, help_text="reference of the payment")
    reason = models.CharField(max_length=300, blank=True)
    actor = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "source"], name="credits_entry_once"),
            models.CheckConstraint(condition=~Q(delta=0), name="credits_entry_delta"),
        ]
        indexes = [models.Index(fields=["organization", "purchase"], name="credits_entry_purchase")]

    def __str__(self):
        return f"{self.kind} {self.delta:+d}"


keep_append_only("credits_entry", what="the ledger of credits is")
