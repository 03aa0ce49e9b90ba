"""What documents say in numbers: minor units; `tax_included` says whether the total of a line contains its tax."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from booking.core.money import Money
from booking.pricing.rules import contained_tax


class Taxed(Protocol):
    """What lines of orders and of documents have in common."""

    tax_rate: Decimal
    total: int
    tax: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document to be."""

    description: str
    quantity: int
    unit_price: int
    total: int
    tax_rate: Decimal
    tax: int


@dataclass(frozen=True, slots=True)
class TaxShare:
    """What lines of one tax rate add up to (EN 16931-1 BG-23)."""

    rate: Decimal
    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def tax_shares(lines: Iterable[Taxed], *, tax_included: bool) -> list[TaxShare]:
    """By rate, the lowest first."""
    sums: dict[Decimal, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        share = sums[line.tax_rate]
        share[0] += line.total - line.tax if tax_included else line.total
        share[1] += line.tax
    return [TaxShare(rate, net, tax) for rate, (net, tax) in sorted(sums.items())]


def what_is_left(lines: Iterable[Taxed], *, credited: Iterable[Taxed], tax_included: bool) -> list[TaxShare]:
    """Of an invoice's lines after those of its credit notes, by rate."""
    off = {share.rate: share for share in tax_shares(credited, tax_included=tax_included)}
    none = TaxShare(Decimal(0), 0, 0)
    return [
        TaxShare(share.rate, share.net - off.get(share.rate, none).net, share.tax - off.get(share.rate, none).tax)
        for share in tax_shares(lines, tax_included=tax_included)
    ]


def lines_to_credit(left: Sequence[TaxShare], *, by: Money, tax_included: bool, description: str) -> list[Line]:
    """`by`, tax included, taken off what is left: of each rate its part, a cent that remains from the last.

    Tax is what each part contains, and never more than is left of it, so that credit notes over the whole of an invoice
    add up to it rate by rate. Raises ValueError for more than is left.
    """
    whole = sum(share.gross for share in left)
    if not 0 < by.minor <= whole:
        raise ValueError(f"{by} of {Money(whole, by.currency)} cannot be credited")
    if by.minor == whole:
        parts = [(share, share.gross, share.tax) for share in left]
    else:
        parts = _shared_out([share for share in left if share.gross > 0], by=by)
    return [
        _credit_line(share.rate, gross=gross, tax=tax, tax_included=tax_included, description=description)
        for share, gross, tax in parts
        if gross or tax
    ]


def _shared_out(left: Sequence[TaxShare], *, by: Money) -> list[tuple[TaxShare, int, int]]:
    """(share, gross, tax) of each, in proportion."""
    rest, whole, parts = by.minor, sum(share.gross for share in left), []
    for share in left:
        gross = min(-(-rest * share.gross // whole), rest)
        tax = min(contained_tax(Money(gross, by.currency), rate=share.rate).minor, max(share.tax, 0))
        parts.append((share, gross, tax))
        rest, whole = rest - gross, whole - share.gross
    return parts


def _credit_line(rate: Decimal, *, gross: int, tax: int, tax_included: bool, description: str) -> Line:
    total = gross if tax_included else gross - tax
    return Line(description=description, quantity=1, unit_price=total, total=total, tax_rate=rate, tax=tax)
