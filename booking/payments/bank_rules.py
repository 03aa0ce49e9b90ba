"""What an entry of the bank is, before anybody asks what it pays for."""

from dataclasses import dataclass

from booking.payments.models import BankEntry, Payment
from booking.payments.states import BankFinding, BankStatus

Verdict = tuple[BankStatus, BankFinding]


@dataclass(frozen=True, slots=True)
class Meant:
    """The payment that an entry speaks of; certain by a reference with check digits, else by the payer's words."""

    payment: Payment
    is_certain: bool


def judge(entry: BankEntry, meant: Meant | None, *, covered: bool) -> Verdict | None:
    """What becomes of an entry that is not booked by itself; None for one that is."""
    if covered:
        return BankStatus.SET_ASIDE, BankFinding.COVERED
    if entry.is_reversal:
        return BankStatus.UNDECIDED, BankFinding.REVERSAL
    if not entry.is_credit:
        return BankStatus.SET_ASIDE, BankFinding.OUTGOING
    if entry.parts > 1:
        return BankStatus.UNDECIDED, BankFinding.COLLECTIVE
    if meant is None:
        return BankStatus.UNDECIDED, BankFinding.UNKNOWN if entry.said_reference else BankFinding.SILENT
    if entry.currency != meant.payment.currency:
        return BankStatus.UNDECIDED, BankFinding.CURRENCY
    return None if meant.is_certain else (BankStatus.UNDECIDED, BankFinding.NAMED)
