"""Orders that are paid in parts: agreed once, then brought up to what is due and paid, as often as anybody likes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from booking.audit.services import record_change
from booking.billing.models import Order
from booking.billing.states import OrderStatus
from booking.core.events import publish
from booking.core.locks import lock
from booking.core.timezones import instant_at, local_date
from booking.core.transactions import require_transaction, transactional
from booking.payments.events import AccessRestored, AccessSuspended, InstallmentAsked, InstallmentReminded
from booking.payments.models import Installment, Payment, Plan
from booking.payments.plan_rules import fit_to, is_out_of_grace, missing_of, step_due
from booking.payments.plan_selectors import installments_of, is_on_its_way, plan_of
from booking.payments.providers import OnSite
from booking.payments.selectors import paid_for
from booking.payments.services.move import move_payment
from booking.payments.states import WAITING, PaymentStatus

_ACTOR: Final = "system"
# People are written to in the morning, at the organization's.
_MORNING: Final = time(8)


@dataclass(frozen=True, slots=True)
class Step:
    """A part to be: minor units, and the day on which it is due."""

    amount: int
    due_on: date


def start_plan(order: Order, *, steps: Sequence[Step], provider: str, now: datetime) -> Plan:
    """Agree on the parts of an order; `steps` add up to its total. Quiet when there is a plan already.

    What is due on booking is asked for by then. Raises ValueError for steps that come to something else.
    """
    require_transaction()
    if sum(step.amount for step in steps) != order.total:
        raise ValueError("the parts of an order add up to its total")
    plan, is_new = Plan.objects.get_or_create(order=order, defaults={"provider": provider, "look_at": now})
    if not is_new:
        Plan.objects.filter(pk=plan.pk).update(look_at=now)
        return plan
    first = Payment.objects.filter(order=order, installment=None).order_by("pk").first()
    for position, step in enumerate(steps, start=1):
        is_asked = position == 1 and first is not None
        Installment.objects.create(
            plan=plan,
            position=position,
            amount=step.amount,
            currency=order.currency,
            due_on=step.due_on,
            asked_at=now if is_asked else None,
            payment=first if is_asked else None,
        )
    return plan


@transactional
def follow_plan(order: Order, *, now: datetime) -> None:
    """Ask for what has become due, remind of it, close access and open it again; quiet without a plan.

    Looks at what is there now, so it may be called after anything that moved money, in any order and repeatedly.
    """
    if plan_of(order) is None:
        return
    order = lock([order])[order]
    plan = plan_of(order)
    if order.status == OrderStatus.OPEN:
        _follow_open(plan, order=order, now=now)
    else:
        _fit(installments_of(plan), order=order)
        _restore(plan, now=now)
        plan.look_at = None
    plan.save(update_fields=["look_at", "suspended_at"])


def _follow_open(plan: Plan, *, order: Order, now: datetime) -> None:
    zone = plan.organization.timezone
    today, installments = local_date(now, zone), installments_of(plan)
    _fit(installments, order=order)
    paid = paid_for(order).minor
    missing = missing_of([installment.amount for installment in installments], paid=paid)
    _adopt(plan, installments, order=order, missing=missing, now=now)
    is_late = False
    for installment, left in zip(installments, missing, strict=True):
        _ask(installment, plan=plan, order=order, left=left, today=today, now=now)
        if left and plan.provider != OnSite.name and not is_on_its_way(installment.payment):
            _remind(installment, plan=plan, order=order, today=today, now=now)
            grace = plan.organization.grace_days
            is_late = is_late or is_out_of_grace(installment.due_on, grace_days=grace, today=today)
    (_suspend if is_late else _restore)(plan, now=now)
    tomorrow = datetime.combine(today + timedelta(days=1), _MORNING)
    plan.look_at = instant_at(tomorrow, zone)


def _fit(installments: list[Installment], *, order: Order) -> None:
    """After something was taken off the order the latest parts ask for less."""
    amounts = fit_to(order.total, [installment.amount for installment in installments])
    for installment, amount in zip(installments, amounts, strict=True):
        if installment.amount != amount:
            installment.amount = amount
            installment.save(update_fields=["amount"])


def _adopt(plan: Plan, installments: list[Installment], *, order: Order, missing: list[int], now: datetime) -> None:
    """What is asked for beside the parts, because other money came or somebody wants to pay, is for the oldest it fits.

    What is for none is asked for twice.
    """
    strays = Payment.objects.filter(order=order, provider=plan.provider, status__in=WAITING, installment=None)
    strays = list(strays.order_by("pk"))
    for installment, left in zip(installments, missing, strict=True):
        is_free = installment.payment is None or installment.payment.status not in WAITING
        if left and strays and is_free and (installment.asked_at or strays[0].amount == left):
            installment.payment = strays.pop(0)
            installment.save(update_fields=["payment"])
    for stray in strays:
        if not is_on_its_way(stray):
            move_payment(stray, to=PaymentStatus.VOID, actor=_ACTOR, now=now, reason="asked for already")


def _ask(installment: Installment, *, plan: Plan, order: Order, left: int, today: date, now: datetime) -> None:
    """Await exactly what is open of a part that is due: nothing twice, nothing any more that is paid."""
    was = installment.payment
    is_waiting = was is not None and was.status in WAITING
    if is_waiting and was.amount != left and not is_on_its_way(was):
        move_payment(was, to=PaymentStatus.VOID, actor=_ACTOR, now=now, reason="another amount is open")
        is_waiting = False
    is_first = installment.asked_at is None
    if not left or (is_first and installment.due_on > today):
        return
    if not is_waiting:
        asked = {"provider": plan.provider, "amount": left, "currency": order.currency}
        installment.payment = Payment.objects.create(order=order, created_at=now, **asked)
    installment.asked_at = installment.asked_at or now
    installment.save(update_fields=["payment", "asked_at"])
    if is_first:
        publish(InstallmentAsked(installment_id=installment.pk), now=now)


def _remind(installment: Installment, *, plan: Plan, order: Order, today: date, now: datetime) -> None:
    days = step_due(
        plan.organization.dunning,
        taken=installment.reminded_days,
        due_on=installment.due_on,
        agreed_on=local_date(order.placed_at, plan.organization.timezone),
        today=today,
    )
    if days is not None:
        installment.reminded_days, installment.reminded_at = days, now
        installment.save(update_fields=["reminded_days", "reminded_at"])
        publish(InstallmentReminded(installment_id=installment.pk, days=days), now=now)


def _suspend(plan: Plan, *, now: datetime) -> None:
    if plan.suspended_at is None:
        plan.suspended_at = now
        _record(plan, action="access.suspended", now=now)
        publish(AccessSuspended(plan_id=plan.pk), now=now)


def _restore(plan: Plan, *, now: datetime) -> None:
    if plan.suspended_at is not None:
        plan.suspended_at = None
        _record(plan, action="access.restored", now=now)
        publish(AccessRestored(plan_id=plan.pk), now=now)


def _record(plan: Plan, *, action: str, now: datetime) -> None:
    subject = {"subject_type": "order", "subject_reference": plan.order.reference}
    record_change(actor=_ACTOR, action=action, now=now, **subject)
