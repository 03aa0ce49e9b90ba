"""Writing down what a provider says of a payment, if it is the payment we asked for."""

import logging
from datetime import datetime, timedelta

from django.conf import settings

from booking.core.events import publish
from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.payments.events import PaymentDisputed
from booking.payments.facts import Facts
from booking.payments.models import Payment, ProviderAccount, ProviderMessage
from booking.payments.providers import OnlineProvider, online_provider
from booking.payments.selectors import account_of
from booking.payments.services.move import move_payment
from booking.payments.services.payments import complete_payment
from booking.payments.states import MOVES, WAITING
from booking.payments.states import PaymentStatus as P

log = logging.getLogger(__name__)

PROVIDER = "provider"


def look_at(payment: Payment, *, now: datetime, message: ProviderMessage | None = None) -> str:
    """Ask the provider, and write down what it says; what came of it, in a few words.

    With a message of the provider, that is done with in the same transaction. Raises ProviderAway, ProviderRefused.
    """
    provider = online_provider(payment.provider)
    account = account_of(payment)
    if provider is None or account is None or not payment.provider_ref:
        return finish(payment, outcome="nothing to look at", message=message, now=now)
    facts = _ask(payment, provider=provider, account=account)
    if differences := _differences(payment, facts):
        log.warning("payment %s is not what was asked for: %s", payment.reference, ", ".join(differences))
        return finish(payment, outcome=f"differs in {', '.join(differences)}", message=message, now=now)
    return _apply(payment, facts, message=message, now=now)


@transactional
def finish(payment: Payment | None, *, outcome: str, message: ProviderMessage | None, now: datetime) -> str:
    """Nothing more is to be done about the payment by itself, and about the message."""
    if payment is not None:
        Payment.objects.filter(pk=payment.pk).update(look_at=None)
    _close(message, outcome=outcome, now=now)
    return outcome


@transactional
def _apply(payment: Payment, facts: Facts, *, message: ProviderMessage | None, now: datetime) -> str:
    rows = lock([payment.order, payment])
    order, payment = rows[payment.order], rows[payment]
    if payment.provider_ref != facts.ref:
        return finish(None, outcome="begun anew meanwhile", message=message, now=now)
    payment.method, payment.failure = facts.method or payment.method, facts.failure
    is_news = facts.is_disputed and payment.disputed_at is None
    payment.disputed_at = now if is_news else payment.disputed_at
    if facts.status == P.COMPLETED:
        complete_payment(payment, order=order, actor=PROVIDER, now=now)
    elif facts.status != payment.status and facts.status in MOVES[payment.status]:
        move_payment(payment, to=facts.status, actor=PROVIDER, reason=facts.failure, now=now)
    payment.look_at = _next_look(payment, facts, now=now)
    payment.save(update_fields=["method", "failure", "look_at", "disputed_at"])
    if is_news:
        publish(PaymentDisputed(payment_id=payment.pk), now=now)
    _close(message, outcome=payment.status, now=now)
    return payment.status


def _ask(payment: Payment, *, provider: OnlineProvider, account: ProviderAccount) -> Facts:
    """What is void is cancelled, which looks as well."""
    ask = provider.cancel if payment.status == P.VOID else provider.look
    return ask(payment, account=account)


def _differences(payment: Payment, facts: Facts) -> list[str]:
    """What is not as it was asked for; nothing of it may be believed then (HARDENING H8)."""
    asked = {
        "object": payment.provider_ref,
        "account": payment.account,
        "mode": payment.mode,
        "payment": payment.reference,
        "order": payment.order.reference,
        "amount": payment.amount,
        "currency": payment.currency,
    }
    got = {
        "object": facts.ref,
        "account": facts.account,
        "mode": facts.mode,
        "payment": facts.payment,
        "order": facts.order,
        "amount": facts.amount,
        "currency": facts.currency,
    }
    return [name for name, value in asked.items() if got[name] != value]


def _next_look(payment: Payment, facts: Facts, *, now: datetime) -> datetime | None:
    """Ever less often while money may come; nothing is asked about what is settled."""
    if payment.status not in WAITING and (payment.status, facts.status) != (P.VOID, P.PROCESSING):
        return None
    wait = min(2 ** min(payment.looks, 16) * settings.PAYMENT_LOOK_SECONDS, settings.PAYMENT_LONGEST_WAIT_SECONDS)
    return now + timedelta(seconds=wait)


def _close(message: ProviderMessage | None, *, outcome: str, now: datetime) -> None:
    if message is not None:
        done = {"handled_at": now, "due_at": None, "outcome": outcome[:300]}
        ProviderMessage.objects.filter(pk=message.pk, handled_at=None).update(**done)
