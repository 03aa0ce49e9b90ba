from collections.abc import Iterable, Sequence

from booking.billing.models import Order
from booking.core.money import Money
from booking.core.rows import select_along
from booking.offerings.models import Offering, Variant
from booking.payments.models import Payment, ProviderAccount, Refund
from booking.payments.prepaid import prepaid_ways
from booking.payments.providers import Bill, Free, OnlineProvider, PaymentProvider, registry
from booking.payments.rules import claim_of
from booking.payments.states import WAITING, PaymentStatus, RefundStatus


def available_providers(offering: Offering, *, total: Money) -> list[PaymentProvider]:
    """The ways to pay for an offering, in its own order; only "free" when it costs nothing.

    An offering that names no methods takes all that the organization has set up.
    """
    if not total:
        return [Free()]
    names = offering.payment_methods or [name for name in registry.names() if name != Free.name]
    providers = [registry.get(name)() for name in names if name in registry and name != Free.name]
    ready = [provider for provider in providers if not provider.is_prepaid]
    return [provider for provider in ready if provider.is_available(offering.organization)]


def ways_to_pay(variant: Variant, *, offering: Offering, total: Money) -> list[PaymentProvider]:
    """Those of its offering, and what of a wallet the price tier takes."""
    ways = available_providers(offering, total=total)
    return [*ways, *prepaid_ways(variant, offering=offering)] if total else ways


def payments_of(order: Order) -> list[Payment]:
    """In the order in which they were started; one query."""
    payments = select_along(Payment, {"order": order.pk}, along=[])
    for payment in payments:
        payment.order, payment.organization = order, order.organization
    return sorted(payments, key=lambda payment: (payment.created_at, payment.pk))


def paid_for(order: Order) -> Money:
    """What was paid on the order less what went back or is on its way back."""
    return paid_in(select_along(Payment, {"order": order.pk}, along=[]), currency=order.currency)


def paid_in(payments: Iterable[Payment], *, currency: str) -> Money:
    """The same of all payments of an order. Only what was paid can go back; no query while nothing was."""
    paid = [payment for payment in payments if payment.status == PaymentStatus.COMPLETED]
    refunds = select_along(Refund, {"payment": [payment.pk for payment in paid]}, along=[]) if paid else []
    returned = sum(refund.amount for refund in refunds if refund.status != RefundStatus.FAILED)
    return Money(sum(payment.amount for payment in paid) - returned, currency)


def received_in(payments: Iterable[Payment], *, currency: str) -> Money:
    """What was paid of all payments of an order, whatever went back since."""
    return Money(sum(p.amount for p in payments if p.status == PaymentStatus.COMPLETED), currency)


def claim_on(order: Order, *, payments: Iterable[Payment]) -> Money:
    """What is charged for it in the end, as orders, payments and refunds are now."""
    payments = list(payments)
    kept = paid_in(payments, currency=order.currency)
    return Money(claim_of(order.status, total=order.total, kept=kept.minor), order.currency)


def latest_payment(order: Order) -> Payment | None:
    """See `latest_of`."""
    return latest_of(payments_of(order))


def latest_of(payments: Sequence[Payment]) -> Payment | None:
    """Of all payments of an order the last that is awaited, or else the last."""
    awaited = (payment for payment in reversed(payments) if payment.status == PaymentStatus.PENDING)
    return next(awaited, payments[-1] if payments else None)


def bill_for(payment: Payment | None) -> Bill | None:
    """What a banking app can read to pay what is still awaited."""
    if payment is None or payment.status != PaymentStatus.PENDING or payment.provider not in registry:
        return None
    return registry.get(payment.provider)().bill(payment)


def waiting_online(payments: Iterable[Payment]) -> Payment | None:
    """The newest of an order's payments that the payer can still make with a provider."""
    known = [payment for payment in payments if payment.status in WAITING and is_online(payment.provider)]
    return known[-1] if known else None


def is_online(provider: str) -> bool:
    """Whether a vendor carries out the payments of the provider of this name."""
    return provider in registry and issubclass(registry.get(provider), OnlineProvider)


def account_in_use(provider: str) -> ProviderAccount | None:
    """Where new payments by this provider go."""
    return ProviderAccount.objects.filter(provider=provider, is_active=True).first()


def account_of(payment: Payment) -> ProviderAccount | None:
    """The account that a payment went to, while there are keys for it."""
    which = {"provider": payment.provider, "mode": payment.mode, "account": payment.account}
    return ProviderAccount.objects.filter(**which).first()
