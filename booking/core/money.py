"""Money: whole minor units and an ISO 4217 code. Currency data comes from py-moneyed."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import moneyed
from moneyed.classes import CurrencyDoesNotExist

_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]+)?")


@cache
def decimals_of(currency: str) -> int:
    """Number of decimals of the minor unit (ISO 4217). Raises ValueError for a code that is not one."""
    try:
        unit = moneyed.get_currency(currency).sub_unit
    except CurrencyDoesNotExist:
        raise ValueError(f"{currency!r} is not an ISO 4217 currency") from None
    return len(str(unit)) - 1


def round_half_up(value: Decimal) -> int:
    """The one rounding rule for money: half away from zero, to whole minor units."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units (cents, yen, fils) of `currency`. Refuses to mix currencies."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, amount: str, currency: str) -> "Money":
        """From a string with exactly the currency's decimals, such as "120.00". Raises ValueError."""
        places = decimals_of(currency)
        if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount):
            raise ValueError(f"{amount!r} is not an amount such as {cls(12000, currency).amount!r}")
        if len(amount.partition(".")[2]) != places:
            raise ValueError(f"{amount!r} needs {places} decimals in {currency}")
        return cls(int(Decimal(amount).scaleb(places)), currency)

    @property
    def amount(self) -> str:
        """The decimal string, such as "120.00"; the inverse of `parse`."""
        places = decimals_of(self.currency)
        return f"{Decimal(self.minor).scaleb(-places):.{places}f}"

    def _same(self, other: "Money") -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money and {type(other).__name__} do not mix")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        if not isinstance(times, int):
            raise TypeError("money is multiplied by whole numbers; use percent() for shares")
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def percent(self, rate: Decimal) -> "Money":
        """`rate` per cent of this, rounded half up once."""
        return Money(round_half_up(Decimal(self.minor) * rate / 100), self.currency)

    def split(self, parts: int) -> list["Money"]:
        """Equal parts that add up to this; the remainder goes to the first (REQUIREMENTS, Settled)."""
        if parts < 1:
            raise ValueError("at least one part")
        share, rest = divmod(self.minor, parts)
        return [Money(share + rest, self.currency)] + [Money(share, self.currency)] * (parts - 1)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"


def sum_money(amounts: list[Money], currency: str) -> Money:
    """The sum; zero of `currency` for none."""
    total = Money(0, currency)
    for amount in amounts:
        total = total + amount
    return total
