"""The accounts of the ledger, and which of them move when something happens.

Assets and expenses grow on the debit side, liabilities and income on the credit side. The chart is fixed; a tax rate
has an account of its own, and so has each way to pay, named after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from booking.billing.rules import Taxed, tax_shares

RECEIVABLES, REVENUE, REFUNDS_PAYABLE = "receivables", "revenue", "refunds_payable"
_VAT, _CASH = "vat", "cash"

DEBIT, CREDIT = "debit", "credit"
_GROWS_ON = {
    RECEIVABLES: DEBIT,
    REVENUE: CREDIT,
    REFUNDS_PAYABLE: CREDIT,
    "customer_credit": CREDIT,
    "fees": CREDIT,
    "discounts": DEBIT,
    _VAT: CREDIT,
    _CASH: DEBIT,
}
_FROM_WALLETS = {"credits": "discounts", "wallet": "customer_credit"}
_OF_MANY = (_VAT, _CASH)


@dataclass(frozen=True, slots=True)
class Move:
    """`amount` minor units from the account `credit` to the account `debit`; more than nothing."""

    debit: str
    credit: str
    amount: int


def cash_account(provider: str) -> str:
    """Where money arrives that is paid in this way. From a wallet none does.

    Credits were revenue when they were bought, so what they pay for is no more of it; a balance is owed to its owner.
    """
    return _FROM_WALLETS.get(provider, f"{_CASH}:{provider}")


def vat_account(rate: Decimal) -> str:
    """What is owed to the state at this rate, such as "vat:8.1"."""
    return f"{_VAT}:{rate.normalize():f}"


def grows_on(account: str) -> str:
    """DEBIT or CREDIT. Raises ValueError for an account that is not in the chart."""
    group, colon, name = account.partition(":")
    if group not in _GROWS_ON or bool(name) != (group in _OF_MANY) or bool(colon) != bool(name):
        raise ValueError(f"there is no account {account!r}")
    return _GROWS_ON[group]


def moves_of_invoice(lines: Iterable[Taxed], *, tax_included: bool) -> list[Move]:
    """What the customer owes is revenue, and tax that is owed on."""
    moves = []
    for share in tax_shares(lines, tax_included=tax_included):
        moves += _signed(debit=RECEIVABLES, credit=REVENUE, amount=share.net)
        moves += _signed(debit=RECEIVABLES, credit=vat_account(share.rate), amount=share.tax)
    return moves


def moves_of_credit_note(lines: Iterable[Taxed], *, tax_included: bool) -> list[Move]:
    """The same the other way round."""
    moves = moves_of_invoice(lines, tax_included=tax_included)
    return [Move(debit=move.credit, credit=move.debit, amount=move.amount) for move in moves]


def _signed(*, debit: str, credit: str, amount: int) -> list[Move]:
    """What is less than nothing goes the other way."""
    if amount == 0:
        return []
    return [Move(debit, credit, amount) if amount > 0 else Move(credit, debit, -amount)]
