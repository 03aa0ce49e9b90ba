"""What providers tell by themselves: kept once, answered at once, looked into afterwards."""

from collections.abc import Mapping
from datetime import datetime

from booking.core.errors import NotFound
from booking.core.sealing import seal
from booking.core.transactions import transactional
from booking.payments.facts import Told
from booking.payments.models import Payment, ProviderAccount, ProviderMessage, Refund
from booking.payments.providers import online_provider
from booking.payments.queue import SETTLING
from booking.payments.services.settle import finish, look_at
from booking.payments.states import RefundStatus


def receive_message(provider: str, body: bytes, *, headers: Mapping[str, str], now: datetime) -> bool:
    """Keep a message that the provider signed; False for one that is known already.

    Raises NotFound for a provider that the organization has no account with, ForgedMessage.
    """
    known = online_provider(provider)
    accounts = list(ProviderAccount.objects.filter(provider=provider)) if known else []
    if not accounts:
        raise NotFound()
    told = known.read_message(body, headers=headers, accounts=accounts, now=now)
    return _keep(provider, told, body=body, now=now)


@transactional
def _keep(provider: str, told: Told, *, body: bytes, now: datetime) -> bool:
    kept = {
        "kind": told.kind[:80],
        "mode": told.mode,
        "object_ref": told.object_ref,
        "sealed_body": seal(body.decode()),
        "received_at": now,
        "due_at": now,
    }
    _message, is_new = ProviderMessage.objects.get_or_create(provider=provider, vendor_id=told.vendor_id, defaults=kept)
    if is_new:
        SETTLING.ask_after_commit()
    return is_new


def look_into(message: ProviderMessage, *, now: datetime) -> str:
    """Look at the payment that a message is about; what came of it. Raises ProviderAway, ProviderRefused."""
    about = {"provider": message.provider, "provider_ref": message.object_ref}
    payment = Payment.objects.select_related("order").filter(**about).exclude(provider_ref="").first()
    if payment is None:
        return finish(None, outcome="about nothing of ours", message=message, now=now)
    if payment.mode != message.mode:
        return finish(None, outcome="differs in mode", message=message, now=now)
    _look_at_refunds(payment, now=now)
    return look_at(payment, message=message, now=now)


@transactional
def _look_at_refunds(payment: Payment, *, now: datetime) -> None:
    """What is on its way back may have arrived or come back to us; the provider is asked about each."""
    waiting = payment.refunds.filter(status=RefundStatus.PENDING).exclude(provider_ref="")
    if Refund.objects.filter(pk__in=waiting.values("pk")).update(due_at=now):
        SETTLING.ask_after_commit()
