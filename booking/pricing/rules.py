"""Quotes. Lines are rounded once each, half up; tax is per line and rate; the server alone computes (PAY-8, H9)."""

from dataclasses import dataclass
from decimal import Decimal

from booking.core.money import Money, round_half_up, sum_money


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """`tax` is contained in `total` or comes on top of it, as the quote says."""

    description: str
    quantity: int
    unit_price: Money
    total: Money
    tax_rate: Decimal
    tax: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What a purchase costs. `total` is what the customer pays in all, `due_now` what is due on booking."""

    lines: tuple[QuoteLine, ...]
    adjustments: tuple[QuoteLine, ...]
    tax_included: bool
    taxes: tuple[tuple[Decimal, Money], ...]
    total: Money
    due_now: Money


def contained_tax(total: Money, *, rate: Decimal) -> Money:
    """The tax inside a gross amount: total × rate / (100 + rate)."""
    return Money(round_half_up(Decimal(total.minor) * rate / (100 + rate)), total.currency)


def price_line(
    description: str, *, quantity: int, unit_price: Money, tax_rate: Decimal, tax_included: bool
) -> QuoteLine:
    """One line. Raises ValueError for a quantity below one."""
    if quantity < 1:
        raise ValueError("a line has at least one piece")
    total = unit_price * quantity
    tax = contained_tax(total, rate=tax_rate) if tax_included else total.percent(tax_rate)
    return QuoteLine(description, quantity, unit_price, total, tax_rate, tax)


def make_quote(lines: list[QuoteLine], *, tax_included: bool, due_now: Money | None) -> Quote:
    """Add the lines up. `due_now` is a part that is due on booking, None when everything is."""
    currency = lines[0].total.currency
    net_or_gross = sum_money([line.total for line in lines], currency)
    tax = sum_money([line.tax for line in lines], currency)
    total = net_or_gross if tax_included else net_or_gross + tax
    rates = sorted({line.tax_rate for line in lines if line.tax_rate})
    taxes = tuple((rate, sum_money([line.tax for line in lines if line.tax_rate == rate], currency)) for rate in rates)
    return Quote(
        lines=tuple(lines),
        adjustments=(),
        tax_included=tax_included,
        taxes=taxes,
        total=total,
        due_now=total if due_now is None or total < due_now else due_now,
    )
