"""What a price is made from. Percentages are of what is left when their turn comes; amounts are minor units."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from booking.core.money import Money
from booking.people.states import Relation


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
class Claim:
    """Something of which there is only so much, that a price draws on: a use of a code, or places of a phase."""

    kind: str
    name: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """How much is taken off: a percentage, or an amount, which is with VAT where prices include it."""

    percent: Decimal | None = None
    amount: int | None = None

    def of(self, price: Money) -> Money:
        """What they take off this price, never more than all of it."""
        if self.percent is not None:
            return price.percent(self.percent)
        return min(Money(self.amount, price.currency), price)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time, or a number of places, in which a price tier costs something else: early, regular, late.

    Days are the organization's, both included. With `places` it is for so many people only.
    """

    name: str
    price: int | None = None
    percent: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    places: int | None = None

    def unit(self, regular: Money) -> Money:
        """What one costs in it."""
        if self.price is not None:
            return Money(self.price, regular.currency)
        return regular - regular.percent(self.percent)

    def holds_on(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Discount:
    """For whoever comes with others, is connected, or buys several sessions: `least` people or sessions."""

    kind: str
    name: str
    terms: Terms
    least: int = 1
    relation: Relation = Relation.CONNECTED


@dataclass(frozen=True, slots=True)
class Promotion:
    """A code somebody gave, found to hold."""

    code: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class PriceContext:
    """All that a price is made from. `due_now` is what is due on booking before anything was taken off, None for all.

    `people` come along, `sessions` are bought; `relation` is the best one to whoever holds it.
    """

    lines: tuple[QuoteLine, ...]
    tax_included: bool
    due_now: Money | None = None
    people: int = 1
    sessions: int = 1
    relation: Relation = Relation.NONE
    phase: Phase | None = None
    discounts: tuple[Discount, ...] = ()
    coupon: Promotion | None = None
    referral: Promotion | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What an adjustment does to a price: `quantity` times `unit`, which is negative for what is taken off."""

    description: str
    unit: Money
    quantity: int = 1
