"""What happens around a payment, recorded: the outside world's steps in their order, and how it ends."""

from dataclasses import dataclass

from tests.cards.practice import DECLINED, GOOD, SLOW

PAY, DECLINE, WAIT, BANK_YES, BANK_NO = "pay", "decline", "slow", "bank says yes", "bank says no"
EXPIRE, GONE, DISPUTE, HOSTED = "time runs out", "somebody else books", "dispute", "page of the provider"


@dataclass(frozen=True)
class Recorded:
    """`steps` are facts of the outside world; messages about them come whenever they like, or never."""

    name: str
    steps: tuple[str, ...]
    booking: str
    payment: str
    back: bool = False
    mails: tuple[str, ...] = ()


_CONFIRMED = ("booking_confirmed",)
_RETURNED = ("payment_returned",)

SCENARIOS = (
    Recorded("nobody pays", (), "reserved", "pending"),
    Recorded("paid", (PAY,), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("declined", (DECLINE,), "reserved", "pending"),
    Recorded("declined twice", (DECLINE, DECLINE), "reserved", "pending"),
    Recorded("declined, then paid", (DECLINE, PAY), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("declined often, then paid", (DECLINE,) * 4 + (PAY,), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("slow", (WAIT,), "reserved", "processing"),
    Recorded("slow and good", (WAIT, BANK_YES), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("slow and bad", (WAIT, BANK_NO), "reserved", "pending"),
    Recorded("slow and bad, then paid", (WAIT, BANK_NO, PAY), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("declined, then slow and good", (DECLINE, WAIT, BANK_YES), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("paid twice at once", (PAY, PAY), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("paid and disputed", (PAY, DISPUTE), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("not paid in time", (EXPIRE,), "expired", "void"),
    Recorded("declined and not paid in time", (DECLINE, EXPIRE), "expired", "void"),
    Recorded("too late to pay", (EXPIRE, PAY), "expired", "void"),
    Recorded("paid at the last moment", (PAY, EXPIRE), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("paid, told late, gone", (PAY, EXPIRE, GONE), "expired", "completed", True, _RETURNED),
    Recorded("declined, paid, told late, gone", (DECLINE, PAY, EXPIRE, GONE), "expired", "completed", True, _RETURNED),
    Recorded("paid, told late, gone, disputed", (PAY, EXPIRE, GONE, DISPUTE), "expired", "completed", True, _RETURNED),
    Recorded("hosted and paid", (HOSTED, PAY), "confirmed", "completed", mails=_CONFIRMED),
    Recorded("hosted and left", (HOSTED,), "reserved", "pending"),
    Recorded("hosted, not paid in time", (HOSTED, EXPIRE), "expired", "void"),
    Recorded("hosted, told late, gone", (HOSTED, PAY, EXPIRE, GONE), "expired", "completed", True, _RETURNED),
)
NUMBERS = {PAY: GOOD, DECLINE: DECLINED, WAIT: SLOW}
# What may be told of any of it, true or not at that moment.
KINDS = ("payment_intent.created", "payment_intent.succeeded", "payment_intent.payment_failed", "charge.updated")
