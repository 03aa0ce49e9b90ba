"""How far an order is paid, and by which payments, for pages and programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from booking.accounts.models import Organization
from booking.billing.models import Order
from booking.core.money import Money
from booking.core.timezones import local_date
from booking.payments.models import Payment
from booking.payments.papers import method_of
from booking.payments.rules import payment_state_of
from booking.payments.selectors import paid_in, received_in
from booking.payments.states import PaymentState, PaymentStatus

_LEVELS = {
    PaymentState.PENDING: "warn",
    PaymentState.PARTLY_PAID: "warn",
    PaymentState.FAILED: "bad",
    PaymentState.COMPLETED: "good",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One payment. `on` is the day it came, or was asked for."""

    reference: str
    method: str
    status: PaymentStatus
    money: Money
    on: date


@dataclass(frozen=True, slots=True)
class Overview:
    """`returned` has gone back or is on its way."""

    state: PaymentState
    received: Money
    returned: Money
    steps: tuple[Step, ...]

    @property
    def level(self) -> str:
        """Of the badge that goes with the state."""
        return _LEVELS.get(self.state, "info")


def overview_of(order: Order, *, payments: Sequence[Payment], organization: Organization) -> Overview:
    """Of the order's payments, in their order; one query at most."""
    received = received_in(payments, currency=order.currency)
    returned = received - paid_in(payments, currency=order.currency)
    state = payment_state_of(
        order.status,
        total=order.total,
        received=received.minor,
        returned=returned.minor,
        latest=payments[-1].status if payments else None,
    )
    steps = tuple(_step(payment, organization=organization) for payment in payments)
    return Overview(state, received, returned, steps)


def _step(payment: Payment, *, organization: Organization) -> Step:
    at = payment.completed_at or payment.created_at
    day = local_date(at, organization.timezone)
    return Step(payment.reference, method_of(payment.provider), PaymentStatus(payment.status), payment.money, day)
