"""Money that the bank says has come: it is here whatever was asked for, so nothing refuses it."""

from dataclasses import dataclass
from datetime import datetime

from booking.audit.services import record_change
from booking.billing.models import Order
from booking.billing.states import OrderStatus
from booking.core.money import Money
from booking.core.transactions import require_transaction
from booking.payments.models import BankMatch, Payment
from booking.payments.providers import Transfer, registry
from booking.payments.selectors import paid_for
from booking.payments.services.payments import complete_payment, lower_payment
from booking.payments.states import BankFinding, PaymentStatus


@dataclass(frozen=True, slots=True)
class Received:
    """The completed payment, and how it compares with what was asked for."""

    payment: Payment
    finding: BankFinding


def receive_money(payments: list[Payment], *, named: Payment, amount: Money, actor: str, now: datetime) -> Received:
    """Book `amount` on the order of `named`, the payment that it speaks of.

    `payments` are all of the order, locked with it, in the order in which they were started. What is missing stays
    asked for as a payment of its own; what is more than the order asks for is owed back. What comes for a void order is
    left to those who know why it is void (HARDENING H5). What somebody had noted as received is the same money, and not
    booked again. Raises ValueError for another currency.
    """
    require_transaction()
    order = named.order
    if amount.currency != order.currency:
        raise ValueError("the currency is not the order's")
    if noted := _noted(payments, named=named, amount=amount):
        return Received(noted, BankFinding.NOTED)
    asked = _awaited(payments, named=named)
    was, left = order.status, order.total - paid_for(order).minor - amount.minor
    received = _complete(asked, named=named, amount=amount, actor=actor, now=now)
    missing = asked.amount - amount.minor if asked else 0
    if was == OrderStatus.OPEN and left > 0:
        if missing > 0:
            _ask_for(min(missing, left), order=order, provider=asked.provider, now=now)
        else:
            lower_payment(order, actor=actor, now=now)
    return Received(received, _finding(was, left=left, missing=missing))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, as it was before the money came."""

    payment: Payment
    amount: int
    provider: str


def _noted(payments: list[Payment], *, named: Payment, amount: Money) -> Payment | None:
    """A transfer of this amount that staff have noted and that the bank has not told of yet."""
    if named.status == PaymentStatus.PENDING:
        return None
    known = [payment for payment in payments if payment.provider in registry]
    by_bank = [payment for payment in known if registry.get(payment.provider).is_by_bank]
    alike = [row for row in by_bank if row.status == PaymentStatus.COMPLETED and row.amount == amount.minor]
    told = set(BankMatch.objects.filter(received__in=alike).values_list("received", flat=True)) if alike else set()
    return next((payment for payment in alike if payment.pk not in told), None)


def _awaited(payments: list[Payment], *, named: Payment) -> _Asked | None:
    """What this money is for: what it names, or else what the order still waits for in a way that staff look after."""
    by_hand = [known for known in payments if known.provider in registry and registry.get(known.provider).is_by_hand]
    waiting = [payment for payment in by_hand if payment.status == PaymentStatus.PENDING]
    found = next((payment for payment in waiting if payment == named), next(reversed(waiting), None))
    return _Asked(found, found.amount, found.provider) if found else None


def _complete(asked: _Asked | None, *, named: Payment, amount: Money, actor: str, now: datetime) -> Payment:
    """The payment as it came in: the one that was asked for with what came, or one that nobody asked for."""
    order, way = named.order, asked.provider if asked else named.provider
    way = way if way in registry and registry.get(way).is_by_bank else Transfer.name
    if asked is None:
        payment = _ask_for(amount.minor, order=order, provider=way, now=now)
    else:
        payment = asked.payment
        _say_as_it_came(payment, values={"amount": amount.minor, "provider": way}, actor=actor, now=now)
    complete_payment(payment, order=order, actor=actor, now=now)
    return payment


def _say_as_it_came(payment: Payment, *, values: dict[str, object], actor: str, now: datetime) -> None:
    changes = {name: [getattr(payment, name), value] for name, value in values.items()}
    changes = {name: [was, value] for name, (was, value) in changes.items() if was != value}
    if not changes:
        return
    for name, (_was, value) in changes.items():
        setattr(payment, name, value)
    payment.save(update_fields=list(changes))
    record_change(
        actor=actor,
        action="payment.received",
        subject_type="payment",
        subject_reference=payment.reference,
        now=now,
        changes=changes,
    )


def _ask_for(amount: int, *, order: Order, provider: str, now: datetime) -> Payment:
    return Payment.objects.create(
        order=order, provider=provider, amount=amount, currency=order.currency, created_at=now
    )


def _finding(was: OrderStatus, *, left: int, missing: int) -> BankFinding:
    if was == OrderStatus.VOID:
        return BankFinding.VOID
    if was == OrderStatus.PAID:
        return BankFinding.AGAIN
    if left < 0:
        return BankFinding.OVER
    return BankFinding.PARTIAL if missing > 0 and left > 0 else BankFinding.EXACT
