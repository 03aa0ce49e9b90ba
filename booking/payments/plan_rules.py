"""What parts of an order come to: their amounts, what is paid of each, and when to remind. Minor units, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from booking.payments.states import InstallmentState


def split_by(total: int, weights: Sequence[int]) -> list[int]:
    """Shares of `total` in these proportions; what does not divide goes to the first. `weights` are not all 0."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    shares[0] += total - sum(shares)
    return shares


def fit_to(total: int, amounts: Sequence[int]) -> list[int]:
    """The amounts after their sum has become `total`: the latest give way first, and what is more is for the last."""
    fitted, left = [], total
    for amount in amounts:
        fitted.append(min(amount, left))
        left -= fitted[-1]
    fitted[-1] += left
    return fitted


def missing_of(amounts: Sequence[int], *, paid: int) -> list[int]:
    """What is open of each when money covers the oldest first."""
    missing = []
    for amount in amounts:
        covered = min(amount, max(paid, 0))
        paid -= covered
        missing.append(amount - covered)
    return missing


def state_of(missing: int, *, due_on: date, today: date) -> InstallmentState:
    """In one word. On the day itself a part is due, from the next day on it is overdue."""
    if not missing:
        return InstallmentState.PAID
    if due_on > today:
        return InstallmentState.UPCOMING
    return InstallmentState.DUE if due_on == today else InstallmentState.OVERDUE


def step_due(
    schedule: Iterable[Mapping[str, int]], *, taken: int | None, due_on: date, agreed_on: date, today: date
) -> int | None:
    """The step of a dunning schedule, in days from the due date, that it is time for; None when there is none.

    Of several that were missed only the last is taken. What comes before the due date is not told after it, nor when
    the plan was agreed later than that.
    """
    reached = [step["days"] for step in schedule if due_on + timedelta(days=step["days"]) <= today]
    new = [days for days in reached if taken is None or days > taken]
    sensible = [days for days in new if days >= 0 or _is_ahead(days, due_on=due_on, agreed_on=agreed_on, today=today)]
    return max(sensible, default=None)


def is_out_of_grace(due_on: date, *, grace_days: int | None, today: date) -> bool:
    """Whether something open since then closes access."""
    return grace_days is not None and due_on + timedelta(days=grace_days) < today


def _is_ahead(days: int, *, due_on: date, agreed_on: date, today: date) -> bool:
    return today < due_on and due_on + timedelta(days=days) > agreed_on
