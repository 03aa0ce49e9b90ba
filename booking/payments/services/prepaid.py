"""Paying from a wallet and giving back to it, in the transaction of what is paid for."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext

from booking.billing.models import Order
from booking.billing.services import mark_paid
from booking.core.errors import Invalid
from booking.core.locks import lock
from booking.core.money import round_half_up
from booking.core.rows import keep_at_hand
from booking.core.transactions import require_transaction
from booking.credits.errors import NotEnoughCredits
from booking.credits.selectors import balance_of, used_for, wallet_behind
from booking.credits.services import give_back, spend
from booking.credits.wording import amount_label
from booking.offerings.models import Variant
from booking.payments.models import Payment, Refund
from booking.payments.prepaid import Prepaid, prepaid_provider
from booking.payments.services.move import move_payment, move_refund
from booking.payments.states import PaymentStatus, RefundStatus


def pay_from_wallet(
    order: Order, *, provider: Prepaid, variant: Variant, code: str, rest: str, actor: str, now: datetime
) -> None:
    """Pay an order that was just placed with what the code's wallet has; what that leaves is asked for by `rest`.

    Raises Invalid for a code that is nobody's, or when nothing pays the rest, NotEnoughCredits.
    """
    require_transaction()
    wallet = wallet_behind(code)
    if wallet is None:
        raise Invalid(gettext("We do not know this code."), fields={"payment.code": ["the code of a wallet"]})
    wallet = lock([wallet])[wallet]
    has = balance_of(wallet, unit=provider.unit(order), now=now)
    cost = provider.cost(order, variant=variant, left=has)
    if has < cost.units:
        left = amount_label(has, unit=cost.unit)
        raise NotEnoughCredits(gettext("There are only %(left)s left with this code.") % {"left": left}, left=has)
    started = {"order": order, "currency": order.currency, "created_at": now}
    payments = [Payment.objects.create(**started, provider=provider.name, amount=cost.worth)]
    spend(wallet, unit=cost.unit, amount=cost.units, purchase=payments[0].reference, actor=actor, now=now)
    move_payment(payments[0], to=PaymentStatus.COMPLETED, actor=actor, now=now)
    if cost.worth < order.total:
        if not rest:
            raise Invalid(gettext("This pays a part only, and there is no other way to pay the rest."))
        payments.append(Payment.objects.create(**started, provider=rest, amount=order.total - cost.worth))
    else:
        mark_paid(order)
    keep_at_hand(order, "payments", payments)


def return_what_was_used(refund: Refund, *, now: datetime) -> None:
    """Give back to the wallet what a refund of a payment from it comes to; money stays on its way."""
    require_transaction()
    payment = refund.payment
    if prepaid_provider(payment.provider) is None:
        return
    refunds = payment.refunds.exclude(status=RefundStatus.FAILED).values_list("amount", flat=True)
    share = Decimal(used_for(payment.reference)) * sum(refunds) / payment.amount
    give_back(payment.reference, in_all=round_half_up(share), reason=refund.reason, actor="system", now=now)
    move_refund(refund, to=RefundStatus.COMPLETED, actor="system", now=now)
