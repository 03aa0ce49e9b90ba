"""Faults of what a provider carries out; see `seeds`."""

from booking.accounts.models import Organization
from booking.payments.models import Payment, ProviderAccount, Refund
from tests.consistency.seeds import breaks


@breaks("forgotten_payment")
def payment_is_never_looked_at_again(made, now):
    Payment.objects.filter(order=made["class"].order).update(provider_ref="pi_1", look_at=None)


@breaks("forgotten_refund", "booked_refund", "corrected_invoice")
def refund_is_never_asked_for(made, now):
    payment = Payment.objects.get(order=made["appointment"].order)
    Payment.objects.filter(pk=payment.pk).update(provider_ref="pi_1")
    Refund.objects.create(payment=payment, amount=1, currency="CHF", created_at=now)


@breaks("account_in_use")
def cards_are_offered_without_an_account(made, now):
    Organization.objects.filter(slug="harbour").update(online_payments=["card"])


@breaks("account_in_use")
def account_in_use_is_not_offered(made, now):
    keys = {"account": "acct_1", "public_key": "pk_test_1", "sealed_secrets": "", "changed_at": now}
    ProviderAccount.objects.create(provider="card", mode="test", is_active=True, **keys)
