"""The parts in which a booking is paid, ready for its page."""

from dataclasses import dataclass
from datetime import datetime

from booking.notifications.times import describe_day
from booking.payments.plan_selectors import Part, parts_of, plan_of
from booking.payments.states import InstallmentState
from booking.reservations.models import Booking
from booking.reservations.states import ENDED

_LEVELS = {
    InstallmentState.PAID: "good",
    InstallmentState.UPCOMING: "info",
    InstallmentState.DUE: "warn",
    InstallmentState.OVERDUE: "bad",
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """`missing` is told only where a part of it is paid."""

    due_on: str
    amount: str
    missing: str
    label: str
    level: str


def plan_context(booking: Booking, *, now: datetime) -> dict[str, object]:
    """Asks for a plan only where not everything was due on booking."""
    order = booking.order
    plan = plan_of(order) if order.due_now < order.agreed_money.minor and booking.status not in ENDED else None
    return {
        "parts": [_shown(part) for part in parts_of(plan, now=now)] if plan else [],
        "is_suspended": plan is not None and plan.suspended_at is not None,
    }


def _shown(part: Part) -> ShownPart:
    amount = part.installment.money
    is_begun = part.missing and part.missing != amount
    return ShownPart(
        due_on=describe_day(part.installment.due_on),
        amount=str(amount),
        missing=str(part.missing) if is_begun else "",
        label=part.state.label,
        level=_LEVELS[part.state],
    )
