"""Telling a provider of a payment: the row is there, the call is made, the result is written; nothing twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from booking.core.errors import AlreadyDone
from booking.core.locks import lock
from booking.core.sealing import seal
from booking.core.transactions import transactional
from booking.payments.facts import ProviderRefused, Started
from booking.payments.models import Payment
from booking.payments.providers import OnlineProvider, online_provider
from booking.payments.selectors import account_in_use
from booking.payments.states import WAITING


def begin_payment(payment: Payment, *, now: datetime) -> Payment:
    """Let the payer's browser pay. Quiet when the provider knows of it already.

    A process that dies on the way has begun nothing that anybody could pay; begun again it is the same to the
    provider, because it is named by our reference. Raises ProviderAway, ProviderRefused, AlreadyDone.
    """
    provider = online_provider(payment.provider)
    if payment.provider_ref or provider is None:
        return payment
    return _begin(payment, provider=provider, call=provider.start, now=now)


def host_payment(payment: Payment, *, return_url: str, now: datetime) -> Payment:
    """The same on a page of the provider's own, for browsers without scripts: its address is in the handle.

    What was begun before is given up first, so that nobody can pay in two places. Raises as `begin_payment`.
    """
    provider = online_provider(payment.provider)
    if provider is None or payment.handle.get("url"):
        return payment
    return _begin(payment, provider=provider, call=partial(provider.host, return_url=return_url), now=now)


def _begin(payment: Payment, *, provider: OnlineProvider, call: Callable[..., Started], now: datetime) -> Payment:
    account = account_in_use(provider.name)
    if account is None:
        raise ProviderRefused("This cannot be paid here at the moment. Please write to us.")
    if payment.status not in WAITING:
        raise AlreadyDone(f"This payment is {payment.status}.")
    return _keep(payment, call(payment, account=account), now=now)


@transactional
def _keep(payment: Payment, started: Started, *, now: datetime) -> Payment:
    payment = lock([payment])[payment]
    payment.provider_ref, payment.account, payment.mode = started.ref, started.account, started.mode
    payment.sealed_handle = seal(dict(started.handle))
    # What was given up meanwhile is cancelled with the provider by the same look.
    wait = timedelta(seconds=settings.PAYMENT_LOOK_SECONDS) if payment.status in WAITING else timedelta(0)
    payment.look_at, payment.looks = now + wait, 0
    payment.save(
        update_fields=["provider_ref", "account", "mode", "sealed_handle", "look_at", "looks"],
    )
    return payment
