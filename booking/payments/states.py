from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentStatus(models.TextChoices):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    VOID = "void"


class RefundStatus(models.TextChoices):
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


class Mode(models.TextChoices):
    """Whether a provider's account moves real money."""

    TEST = "test"
    LIVE = "live"


P = PaymentStatus

MOVES: dict[str, frozenset[str]] = {
    P.PENDING: frozenset({P.PROCESSING, P.COMPLETED, P.FAILED, P.VOID}),
    P.PROCESSING: frozenset({P.PENDING, P.COMPLETED, P.FAILED, P.VOID}),
    P.FAILED: frozenset({P.PENDING, P.PROCESSING, P.COMPLETED, P.VOID}),
    P.COMPLETED: frozenset(),
    P.VOID: frozenset({P.COMPLETED}),
}

# Money may still come in of itself.
WAITING = frozenset({P.PENDING, P.PROCESSING, P.FAILED})

REFUND_MOVES: dict[str, frozenset[str]] = {
    RefundStatus.PENDING: frozenset({RefundStatus.COMPLETED, RefundStatus.FAILED}),
    RefundStatus.FAILED: frozenset({RefundStatus.PENDING, RefundStatus.COMPLETED}),
    RefundStatus.COMPLETED: frozenset(),
}


class PaymentState(models.TextChoices):
    """How far an order is paid."""

    NOTHING_DUE = "nothing_due", _("Nothing to pay")
    PENDING = "pending", _("Waiting for payment")
    PARTLY_PAID = "partly_paid", _("Partly paid")
    COMPLETED = "completed", _("Paid")
    FAILED = "failed", _("Payment failed")
    CANCELLED = "cancelled", _("Nothing is owed any more")
    PARTLY_REFUNDED = "partly_refunded", _("Partly refunded")
    REFUNDED = "refunded", _("Refunded")


class InstallmentState(models.TextChoices):
    """How far a part of an order is paid."""

    PAID = "paid", _("Paid")
    UPCOMING = "upcoming", _("Not due yet")
    DUE = "due", _("Due")
    OVERDUE = "overdue", _("Overdue")


class BankStatus(models.TextChoices):
    """What became of an entry of the bank."""

    MATCHED = "matched", _("Matched")
    UNDECIDED = "undecided", _("To decide")
    SET_ASIDE = "set_aside", _("Set aside")


class BankFinding(models.TextChoices):
    """Why, in words for whoever looks."""

    EXACT = "exact", _("What was asked for")
    NOTED = "noted", _("Somebody had noted it as received already")
    PARTIAL = "partial", _("Less than was asked for; the rest stays open")
    OVER = "over", _("More than was owed; the rest is owed back")
    AGAIN = "again", _("It was paid already; all of it is owed back")
    VOID = "void", _("The order is off; all of it is owed back, unless it could be taken again")
    NAMED = "named", _("The payer's words name this order; say whether it is meant")
    CURRENCY = "currency", _("Another currency than the order's; ask the payer, and send it back")
    UNKNOWN = "unknown", _("A reference that is none of ours; ask the payer what it is for")
    SILENT = "silent", _("No reference; ask the payer what it is for")
    COLLECTIVE = "collective", _("Several payments in one sum; import the file with their details (camt.054)")
    REVERSAL = "reversal", _("The bank took a payment back; ask the bank, and the payer to pay again")
    OUTGOING = "outgoing", _("Money that went out")
    COVERED = "covered", _("Another file told its details")


BANK_MOVES: dict[str, frozenset[str]] = {
    BankStatus.UNDECIDED: frozenset({BankStatus.MATCHED, BankStatus.SET_ASIDE}),
    BankStatus.SET_ASIDE: frozenset({BankStatus.MATCHED}),
    BankStatus.MATCHED: frozenset(),
}
