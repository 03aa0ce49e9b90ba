"""How far the parts of orders are paid."""

from dataclasses import dataclass
from datetime import datetime

from booking.billing.models import Order
from booking.billing.states import OrderStatus
from booking.core.money import Money
from booking.core.timezones import local_date
from booking.payments.models import Installment, Payment, Plan
from booking.payments.plan_rules import missing_of, state_of
from booking.payments.selectors import paid_for
from booking.payments.states import InstallmentState, PaymentStatus


@dataclass(frozen=True, slots=True)
class Part:
    """An installment with what is still open of it."""

    installment: Installment
    missing: Money
    state: InstallmentState


def plan_of(order: Order) -> Plan | None:
    """One query."""
    return Plan.objects.filter(order=order).select_related("organization").first()


def installments_of(plan: Plan) -> list[Installment]:
    """The oldest first, with the payments that were asked for them."""
    return list(plan.installments.select_related("payment").order_by("position"))


def parts_of(plan: Plan, *, now: datetime) -> list[Part]:
    """What of a plan is paid, due and to come."""
    today = local_date(now, plan.organization.timezone)
    missing, nothing = open_amounts(plan), Money(0, plan.order.currency)
    return [
        Part(
            installment,
            missing=missing.get(installment, nothing),
            state=state_of(missing.get(installment, nothing).minor, due_on=installment.due_on, today=today),
        )
        for installment in installments_of(plan)
        if installment.amount
    ]


def open_amounts(plan: Plan) -> dict[Installment, Money]:
    """What is open of each part that is not paid, the oldest first."""
    rows, paid = installments_of(plan), paid_for(plan.order).minor
    missing = missing_of([row.amount for row in rows], paid=paid)
    return {row: Money(left, row.currency) for row, left in zip(rows, missing, strict=True) if left}


def is_suspended(order: Order) -> bool:
    """Whether access to what was ordered is closed for want of payment. No query for what is paid or off."""
    if order.status != OrderStatus.OPEN:
        return False
    return Plan.objects.filter(order=order, suspended_at__isnull=False).exists()


def is_owed(installment: Installment) -> bool:
    """Whether anything is open of it that no bank is working on."""
    order = installment.plan.order
    if order.status != OrderStatus.OPEN:
        return False
    return installment in open_amounts(installment.plan) and not is_on_its_way(installment.payment)


def is_on_its_way(payment: Payment | None) -> bool:
    """Whether a bank takes its time over it."""
    return payment is not None and payment.status == PaymentStatus.PROCESSING


def next_part(order: Order, *, left: int) -> int:
    """What to ask for when somebody wants to pay: the oldest part that is open, or what is due on booking, or the rest.

    One query.
    """
    paid = order.total - left
    amounts = [row.amount for row in Installment.objects.filter(plan__order=order).order_by("position")]
    missing = missing_of(amounts or [order.due_now, order.total - order.due_now], paid=paid)
    return next((part for part in missing if part), left)
