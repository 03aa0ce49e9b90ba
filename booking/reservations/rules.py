"""Pure decisions: what the agreed policy says about cancelling at a moment, and what a kept roster says."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from booking.core.money import Money
from booking.reservations.states import SeatStatus

# Without a policy a booking can be given back in full until it starts.
GENEROUS: Mapping[str, object] = {"cancel_until_hours": 0, "late_cancel_fee": 0, "refund_tiers": []}


@dataclass(frozen=True, slots=True)
class CancelPreview:
    """What cancelling now would do. `still_due` is what the customer would owe afterwards."""

    allowed: bool
    reasons: tuple[str, ...]
    refund: Money
    fee: Money
    still_due: Money
    policy: dict[str, object]


def preview_cancellation(
    policy: Mapping[str, object], *, starts_at: datetime, total: Money, paid: Money, can_end: bool, now: datetime
) -> CancelPreview:
    """The effect of the policy copied into a booking whose first session starts at `starts_at`.

    Refund = paid × percentage of the first tier whose notice is kept, less the fee, never below zero (REQUIREMENTS,
    Settled). The fee is due once `cancel_until_hours` has passed, and never exceeds `total`, the booking's price.
    """
    policy = {**GENEROUS, **policy}
    nothing = Money(0, paid.currency)
    if not can_end:
        return CancelPreview(False, ("This booking has ended.",), nothing, nothing, nothing, policy)
    if now >= starts_at:
        return CancelPreview(False, ("It has already begun.",), nothing, nothing, nothing, policy)
    is_late = starts_at - now < timedelta(hours=policy["cancel_until_hours"])
    fee = min(Money(policy["late_cancel_fee"] if is_late else 0, paid.currency), total)
    share = paid.percent(Decimal(_percentage(policy, notice=starts_at - now, is_late=is_late)))
    refund = max(share - fee, nothing)
    kept = paid - refund
    return CancelPreview(True, (), refund, fee, max(fee - kept, nothing), policy)


def settle_roster(statuses: Set[SeatStatus]) -> dict[SeatStatus, SeatStatus]:
    """What becomes of the places that nobody decided on when a session is over.

    Where somebody kept the roster, who was not checked in did not come; where nobody did, everybody is taken to have
    come. `statuses` are those of all places on the roster.
    """
    is_kept = bool(statuses & {SeatStatus.CHECKED_IN, SeatStatus.NO_SHOW})
    missing = SeatStatus.NO_SHOW if is_kept else SeatStatus.ATTENDED
    return {SeatStatus.CHECKED_IN: SeatStatus.ATTENDED, SeatStatus.BOOKED: missing}


def _percentage(policy: Mapping[str, object], *, notice: timedelta, is_late: bool) -> int:
    tiers = sorted(policy["refund_tiers"], key=lambda tier: -tier["until_hours"])
    if not tiers:
        return 0 if is_late else 100
    return next((tier["percent"] for tier in tiers if notice >= timedelta(hours=tier["until_hours"])), 0)
