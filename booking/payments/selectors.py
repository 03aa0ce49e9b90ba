from django.db.models import Sum

from booking.billing.models import Order
from booking.core.money import Money
from booking.offerings.models import Offering
from booking.payments.models import Payment, Refund
from booking.payments.providers import PaymentProvider, registry
from booking.payments.states import PaymentStatus, RefundStatus


def available_providers(offering: Offering, *, total: Money) -> list[PaymentProvider]:
    """The ways to pay for an offering, in its own order; only "free" when it costs nothing.

    An offering that names no methods takes all that the organization has set up.
    """
    if not total:
        return [registry.get("free")()]
    names = offering.payment_methods or [name for name in registry.names() if name != "free"]
    providers = [registry.get(name)() for name in names if name in registry and name != "free"]
    return [provider for provider in providers if provider.is_available(offering.organization)]


def paid_for(order: Order) -> Money:
    """What was paid on the order less what went back or is on its way back."""
    paid = Payment.objects.filter(order=order, status=PaymentStatus.COMPLETED).aggregate(sum=Sum("amount"))["sum"]
    refunds = Refund.objects.filter(payment__order=order).exclude(status=RefundStatus.FAILED)
    returned = refunds.aggregate(sum=Sum("amount"))["sum"]
    return Money((paid or 0) - (returned or 0), order.currency)


def latest_payment(order: Order) -> Payment | None:
    return Payment.objects.filter(order=order).order_by("-created_at", "-pk").first()
