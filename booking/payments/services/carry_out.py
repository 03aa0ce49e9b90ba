"""Refunds that a provider carries out: asked for until it answers, done once."""

from datetime import datetime, timedelta

from django.conf import settings

from booking.core.locks import lock
from booking.core.transactions import transactional
from booking.payments.facts import RefundFacts
from booking.payments.models import Refund
from booking.payments.providers import online_provider
from booking.payments.selectors import account_of
from booking.payments.services.move import move_refund
from booking.payments.services.settle import PROVIDER
from booking.payments.states import RefundStatus


def carry_out(refund: Refund, *, now: datetime) -> RefundStatus:
    """Send the money back, or ask what became of it. Raises ProviderAway; then it is due again later."""
    provider, account = online_provider(refund.payment.provider), account_of(refund.payment)
    if provider is None or account is None:
        return fail_refund(refund, reason="There are no keys any more for the account it was paid into.", now=now)
    facts = provider.refund(refund, account=account)
    if (facts.amount, facts.currency) != (refund.amount, refund.currency):
        return fail_refund(refund, reason=f"The provider has {facts.amount} {facts.currency} instead.", now=now)
    return _settle(refund, facts, now=now)


def fail_refund(refund: Refund, *, reason: str, now: datetime) -> RefundStatus:
    """It cannot be done; somebody has to look."""
    failed = RefundFacts(ref="", amount=0, currency="", status=RefundStatus.FAILED, failure=reason)
    return _settle(refund, failed, now=now)


@transactional
def _settle(refund: Refund, facts: RefundFacts, *, now: datetime) -> RefundStatus:
    payment = refund.payment
    refund = lock([refund])[refund]
    refund.payment = payment
    refund.provider_ref, refund.failure = facts.ref or refund.provider_ref, facts.failure[:300]
    is_waiting = facts.status == RefundStatus.PENDING
    refund.due_at = now + timedelta(seconds=settings.PAYMENT_LONGEST_WAIT_SECONDS) if is_waiting else None
    refund.save(update_fields=["provider_ref", "failure", "due_at"])
    if facts.status != RefundStatus.PENDING:
        move_refund(refund, to=facts.status, actor=PROVIDER, reason=facts.failure, now=now)
    return RefundStatus(refund.status)
