"""Quotes as a pure function; the server alone computes (PAY-8, H9).

How it is rounded: every amount is whole minor units, half away from zero, rounded once. A line's tax is rounded by
itself. An adjustment changes the tax of its rate to what the rate's new sum contains, or adds, rounded once; so the
taxes of a quote are those of its sums, sums of lines are totals, and what is free bears no tax. An adjustment of lines
with several rates is shared out among them by what is left of each, and shown once for each rate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from booking.core.money import Money, round_half_up, sum_money
from booking.pricing.adjustments import registry
from booking.pricing.terms import Change, Claim, PriceContext, QuoteLine

__all__ = ["Quote", "QuoteLine", "add_up", "contained_tax", "make_quote", "price_line", "quote"]


@dataclass(frozen=True, slots=True)
class Quote:
    """What a purchase costs. `total` is what the customer pays in all, `due_now` what is due on booking.

    `claims` are what there is only so much of, to be taken with the purchase.
    """

    lines: tuple[QuoteLine, ...]
    adjustments: tuple[QuoteLine, ...]
    tax_included: bool
    taxes: tuple[tuple[Decimal, Money], ...]
    total: Money
    due_now: Money
    claims: tuple[Claim, ...] = ()


@dataclass(slots=True)
class _Standing:
    """What the lines of one rate come to so far."""

    amount: int
    tax: int


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
    return QuoteLine(description, quantity, unit_price, total, tax_rate, _tax(total, tax_rate, tax_included))


def quote(context: PriceContext) -> Quote:
    """Lines, then every adjustment in the registry's order, then what is due; never below zero."""
    adjustments = tuple(_adjust(context))
    return add_up(context.lines, adjustments, tax_included=context.tax_included, due_now=context.due_now)


def make_quote(lines: list[QuoteLine], *, tax_included: bool, due_now: Money | None) -> Quote:
    """Add the lines up. `due_now` is a part that is due on booking, None when everything is."""
    return add_up(tuple(lines), (), tax_included=tax_included, due_now=due_now)


def add_up(
    lines: tuple[QuoteLine, ...],
    adjustments: tuple[QuoteLine, ...],
    *,
    tax_included: bool,
    due_now: Money | None,
    claims: tuple[Claim, ...] = (),
) -> Quote:
    """The quote of lines that are worked out. `due_now` is what is due on booking, None when everything is."""
    currency, every = lines[0].total.currency, lines + adjustments
    net_or_gross = sum_money([line.total for line in every], currency)
    tax = sum_money([line.tax for line in every], currency)
    total = net_or_gross if tax_included else net_or_gross + tax
    rates = sorted({line.tax_rate for line in every if line.tax_rate})
    taxes = tuple((rate, sum_money([line.tax for line in every if line.tax_rate == rate], currency)) for rate in rates)
    return Quote(
        lines=lines,
        adjustments=adjustments,
        tax_included=tax_included,
        taxes=taxes,
        total=total,
        due_now=total if due_now is None or total < due_now else due_now,
        claims=claims,
    )


def _adjust(context: PriceContext) -> Iterator[QuoteLine]:
    currency = context.lines[0].total.currency
    standings: dict[Decimal, _Standing] = {}
    for line in context.lines:
        standing = standings.setdefault(line.tax_rate, _Standing(0, 0))
        standing.amount, standing.tax = standing.amount + line.total.minor, standing.tax + line.tax.minor
    for _name, entry in registry:
        so_far = Money(sum(standing.amount for standing in standings.values()), currency)
        change = entry.change(context, so_far=so_far)
        if change is not None:
            yield from _shared_out(_kept_above_zero(change, so_far=so_far), standings, context=context)


def _kept_above_zero(change: Change, *, so_far: Money) -> Change:
    if so_far + change.unit * change.quantity < Money(0, so_far.currency):
        return Change(change.description, so_far * -1)
    return change


def _shared_out(change: Change, standings: dict[Decimal, _Standing], *, context: PriceContext) -> Iterator[QuoteLine]:
    currency, whole = change.unit.currency, change.unit.minor * change.quantity
    for rate, amount in _shares(whole, standings):
        standing = standings[rate]
        standing.amount += amount
        was, standing.tax = standing.tax, _tax(Money(standing.amount, currency), rate, context.tax_included).minor
        pieces = change.quantity if amount == whole else 1
        tax = Money(standing.tax - was, currency)
        unit = Money(amount // pieces, currency)
        yield QuoteLine(change.description, pieces, unit, Money(amount, currency), rate, tax)


def _shares(whole: int, standings: dict[Decimal, _Standing]) -> Iterator[tuple[Decimal, int]]:
    """By what is left of each rate, without losing a cent; nothing is taken twice."""
    left, passed, given = sum(standing.amount for standing in standings.values()), 0, 0
    if not left:
        yield next(iter(standings)), whole
        return
    for rate, standing in list(standings.items()):
        passed += standing.amount
        share = round_half_up(Decimal(whole) * passed / left) - given
        given += share
        if share:
            yield rate, share


def _tax(total: Money, rate: Decimal, tax_included: bool) -> Money:
    return contained_tax(total, rate=rate) if tax_included else total.percent(rate)
