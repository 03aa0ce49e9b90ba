"""What is owed for a session: pure, exact, rounded half up once per session."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from booking.core.money import Money, round_half_up
from booking.reservations.states import SeatStatus


class PayKind(StrEnum):
    """How somebody is paid."""

    PER_SESSION = "per_session"
    PERCENTAGE = "percentage"
    FLAT = "flat"
    MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class Pay:
    """What was agreed. Amounts are minor units.

    `amount` is for a session, for a month (flat), or the minimum for a session, to which `per_head` comes for everybody
    beyond the first `included`. `percent` is of the session's share of the price without tax. Who was absent counts as
    having come where `counts_absent` says so.
    """

    kind: PayKind
    amount: int = 0
    percent: Decimal = Decimal(0)
    per_head: int = 0
    included: int = 0
    counts_absent: bool = False

    def to_json(self) -> dict[str, object]:
        return {**asdict(self), "kind": self.kind.value, "percent": str(self.percent)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Pay":
        """The inverse of `to_json`."""
        return cls(**{**stored, "kind": PayKind(stored["kind"]), "percent": Decimal(str(stored["percent"]))})


def counted_statuses(pay: Pay) -> frozenset[SeatStatus]:
    """What a place has to have become for its person to count."""
    came = {SeatStatus.ATTENDED, SeatStatus.CHECKED_IN}
    return frozenset(came | {SeatStatus.NO_SHOW} if pay.counts_absent else came)


def net_share(share: Money, *, rates: Iterable[tuple[Decimal, int]], agreed: Money, returned: Money) -> Decimal:
    """What a share of an order is worth without tax, in minor units and not rounded.

    `rates` are the order's tax rates, each with what was sold at it, tax included. `agreed` is the price of the whole
    order, and `returned` what went back of it without anything being given up: that lessens every share alike.
    """
    if not agreed:
        return Decimal(0)
    sold = [(rate, gross) for rate, gross in rates if gross > 0]
    weight = sum(gross for _, gross in sold)
    kept = Decimal(share.minor) * max(agreed.minor - returned.minor, 0) / agreed.minor
    if not weight:
        return kept
    return sum((kept * gross / weight * 100 / (100 + rate) for rate, gross in sold), Decimal(0))


def owed_for_session(pay: Pay, *, heads: int, net: Decimal, currency: str) -> Money:
    """What a session is worth to whoever led it: nothing if nobody who counts was there, or the month is paid as one.

    `net` is the counted people's share of the price without tax, in minor units.
    """
    if heads < 1 or pay.kind == PayKind.FLAT:
        return Money(0, currency)
    if pay.kind == PayKind.PERCENTAGE:
        return Money(round_half_up(net * pay.percent / 100), currency)
    further = max(heads - pay.included, 0) * pay.per_head if pay.kind == PayKind.MINIMUM else 0
    return Money(pay.amount + further, currency)


def month_of(day: date) -> str:
    """ "2027-01"."""
    return f"{day:%Y-%m}"


def first_day_after(month: str) -> date:
    """The first day of the month that follows, on which the one before can be closed and its earnings are due."""
    year, number = (int(part) for part in month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1)


def neighbours_of(month: str) -> tuple[str, str]:
    """The month before and the one after."""
    year, number = (int(part) for part in month.split("-"))
    before = date(year - (number == 1), (number - 2) % 12 + 1, 1)
    return month_of(before), month_of(first_day_after(month))
