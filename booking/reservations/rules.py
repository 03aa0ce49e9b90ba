"""Pure decisions: what the agreed policy says about cancelling and changing, and what a kept roster says."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter

from booking.core.money import Money, sum_money
from booking.reservations.states import SeatStatus

# Without a policy a booking can be given back in full until it starts.
GENEROUS: Mapping[str, object] = {
    "cancel_until_hours": 0,
    "reschedule_until_hours": 0,
    "late_cancel_fee": 0,
    "no_show_fee": 0,
    "leniency_per_month": 0,
    "refund_tiers": [],
}


@dataclass(frozen=True, slots=True)
class CancelPreview:
    """What cancelling now would do. `still_due` is what the customer would owe afterwards.

    `spared` is what the fee would be more, were nobody let off so many times a month.
    """

    allowed: bool
    reasons: tuple[str, ...]
    refund: Money
    fee: Money
    still_due: Money
    policy: dict[str, object]
    spared: Money


@dataclass(frozen=True, slots=True)
class Unit:
    """One place in one session that would be given up: when it starts, its share of the price and of what was paid.

    `starts_at` is None for one that no time was chosen for yet. The fee is due once per `session`. What the studio
    changed since it was booked goes back in full, whatever the policy says.
    """

    session: str
    starts_at: datetime | None
    price: Money
    paid: Money
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What a booking costs in all, what has been paid and stays paid so far, and whether it ends with this."""

    price: Money
    paid: Money
    ends: bool


def preview_cancellation(
    policy: Mapping[str, object], *, starts_at: datetime, total: Money, paid: Money, can_end: bool, now: datetime
) -> CancelPreview:
    """The effect of the policy copied into a booking of one session that starts at `starts_at`."""
    units = [Unit("", starts_at, total, paid)] if can_end else []
    return preview_units(policy, units, account=Account(total, paid, ends=True), now=now)


def preview_units(
    policy: Mapping[str, object], units: Sequence[Unit], *, account: Account, now: datetime, lenient: int = 0
) -> CancelPreview:
    """The effect of the agreed policy on giving these up.

    Refund = for each of them what was paid for it × percentage of the first tier whose notice is kept, less the fees,
    never below zero (REQUIREMENTS, Settled). A fee is due once per session for which `cancel_until_hours` has passed,
    and never exceeds the price of what is given up there; the first `lenient` of them are not asked for. Giving up
    together costs what it costs one after the other.
    """
    policy = {**GENEROUS, **policy}
    nothing = Money(0, account.paid.currency)
    if not units:
        return CancelPreview(False, ("This booking has ended.",), nothing, nothing, nothing, policy, nothing)
    units = [unit for unit in units if unit.starts_at is None or unit.starts_at > now]
    if not units:
        return CancelPreview(False, ("It has already begun.",), nothing, nothing, nothing, policy, nothing)
    fees = [money for _, money in late_fees(policy, units, now=now, nothing=nothing)]
    fee, spared = (sum_money(some, nothing.currency) for some in (fees[lenient:], fees[:lenient]))
    refund = max(_worth(policy, units, of=attrgetter("paid"), now=now, nothing=nothing) - fee, nothing)
    kept = account.paid - refund
    owed = fee
    if not account.ends:
        owed = account.price - price_reduction(policy, units, now=now, nothing=nothing, lenient=lenient)
    return CancelPreview(True, (), refund, fee, max(owed - kept, nothing), policy, spared)


def settle_roster(statuses: Set[SeatStatus]) -> dict[SeatStatus, SeatStatus]:
    """What becomes of the places that nobody decided on when a session is over.

    Where somebody kept the roster, who was not checked in did not come; where nobody did, everybody is taken to have
    come. `statuses` are those of all places on the roster.
    """
    is_kept = bool(statuses & {SeatStatus.CHECKED_IN, SeatStatus.NO_SHOW})
    missing = SeatStatus.NO_SHOW if is_kept else SeatStatus.ATTENDED
    return {SeatStatus.CHECKED_IN: SeatStatus.ATTENDED, SeatStatus.BOOKED: missing}


def price_reduction(
    policy: Mapping[str, object], units: Sequence[Unit], *, now: datetime, nothing: Money, lenient: int = 0
) -> Money:
    """By how much the price falls when these are given up: as the refund, had all been paid."""
    policy = {**GENEROUS, **policy}
    worth = _worth(policy, units, of=attrgetter("price"), now=now, nothing=nothing)
    fees = [money for _, money in late_fees(policy, units, now=now, nothing=nothing)]
    return max(worth - sum_money(fees[lenient:], nothing.currency), nothing)


def _worth(
    policy: Mapping[str, object],
    units: Sequence[Unit],
    *,
    of: Callable[[Unit], Money],
    now: datetime,
    nothing: Money,
) -> Money:
    """Rounded once per percentage and not once per session."""
    by_percentage: dict[int, Money] = {}
    for unit in units:
        percentage = 100 if unit.is_changed else _percentage(policy, notice=_notice(unit, now=now))
        by_percentage[percentage] = by_percentage.get(percentage, nothing) + of(unit)
    return sum_money([share.percent(Decimal(percent)) for percent, share in by_percentage.items()], nothing.currency)


def late_fees(
    policy: Mapping[str, object], units: Sequence[Unit], *, now: datetime, nothing: Money
) -> list[tuple[str, Money]]:
    """The sessions that are given up late, in order, each with its fee, whoever may be let off; none for no fee."""
    policy, worth = {**GENEROUS, **policy}, {}
    for unit in sorted(units, key=lambda unit: (unit.starts_at is None, unit.starts_at or now, unit.session)):
        is_late = _notice(unit, now=now) < timedelta(hours=policy["cancel_until_hours"])
        if is_late and not unit.is_changed:
            worth[unit.session] = worth.get(unit.session, nothing) + unit.price
    fee = Money(policy["late_cancel_fee"], nothing.currency)
    return [(session, min(fee, price)) for session, price in worth.items() if min(fee, price)]


def _notice(unit: Unit, *, now: datetime) -> timedelta:
    return unit.starts_at - now if unit.starts_at else timedelta.max


@dataclass(frozen=True, slots=True)
class ReschedulePreview:
    """What moving a session now would do. `price_difference` is what it adds to the price."""

    allowed: bool
    reasons: tuple[str, ...]
    price_difference: Money
    policy: dict[str, object]


def preview_rescheduling(
    policy: Mapping[str, object], *, starts_at: datetime, currency: str, stands: bool, now: datetime
) -> ReschedulePreview:
    """Whether a session that starts at `starts_at` may still be moved, by the policy copied into its booking.

    Every session of a booking costs the same whenever it is, so moving one leaves the price as it is.
    """
    policy, nothing = {**GENEROUS, **policy}, Money(0, currency)
    hours = policy["reschedule_until_hours"]
    reasons = ()
    if not stands:
        reasons = ("Only a confirmed booking can be changed.",)
    elif now >= starts_at:
        reasons = ("It has already begun.",)
    elif starts_at - now < timedelta(hours=hours):
        reasons = (f"It can be moved until {hours} hours before it starts.",)
    return ReschedulePreview(not reasons, reasons, nothing, policy)


def _percentage(policy: Mapping[str, object], *, notice: timedelta) -> int:
    tiers = sorted(policy["refund_tiers"], key=lambda tier: -tier["until_hours"])
    if not tiers:
        return 0 if notice < timedelta(hours=policy["cancel_until_hours"]) else 100
    return next((tier["percent"] for tier in tiers if notice >= timedelta(hours=tier["until_hours"])), 0)
