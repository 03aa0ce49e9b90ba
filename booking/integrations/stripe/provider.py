from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from booking.integrations.stripe.client import asking, client_for
from booking.integrations.stripe.messages import read_event
from booking.integrations.stripe.reading import amount_for, read_hosted, read_intent, read_refund
from booking.payments.facts import Facts, PageSources, ProviderRefused, RefundFacts, Started, Told
from booking.payments.models import Payment, ProviderAccount, Refund
from booking.payments.providers import OnlineProvider, registry
from booking.payments.states import Mode, PaymentStatus

_CHARGE = ["latest_charge"]
_HOSTED = "cs_"
_OVER = (PaymentStatus.COMPLETED, PaymentStatus.PROCESSING)


@registry.register("card")
class Stripe(OnlineProvider):
    """Payment Intents with the Payment Element, or a page of Stripe's own; https://docs.stripe.com/payments."""

    name = "card"
    label = "Card or TWINT"
    description = "You pay now, by card, TWINT or what your phone offers. Your place is yours as soon as it is paid."
    public_key = ("Publishable key", {Mode.TEST: "pk_test_", Mode.LIVE: "pk_live_"})
    secret_keys = {
        "secret": ("Secret key", {Mode.TEST: ("sk_test_", "rk_test_"), Mode.LIVE: ("sk_live_", "rk_live_")}),
        "webhook": ("Signing secret of the webhook", {Mode.TEST: ("whsec_",), Mode.LIVE: ("whsec_",)}),
    }

    def start(self, payment: Payment, *, account: ProviderAccount) -> Started:
        params = {
            **_asked(payment),
            "automatic_payment_methods": {"enabled": True},
            "metadata": _metadata(payment),
            "description": f"{payment.organization.name}, {payment.order.reference}",
        }
        with asking():
            intent = _client(account).v1.payment_intents.create(params, {"idempotency_key": payment.reference})
        handle = {"client_secret": intent["client_secret"], **_page(account)}
        return Started(ref=intent["id"], account=account.account, mode=Mode(account.mode), handle=handle)

    def host(self, payment: Payment, *, account: ProviderAccount, return_url: str) -> Started:
        if payment.provider_ref and self.cancel(payment, account=account).status in _OVER:
            raise ProviderRefused("This payment has been made already.")
        sold = {"currency": payment.currency.lower(), "unit_amount": amount_for(payment.money)}
        sold["product_data"] = {"name": f"{payment.organization.name}, {payment.order.reference}"}
        params = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": sold}],
            "success_url": return_url,
            "cancel_url": return_url,
            "metadata": _metadata(payment),
            "payment_intent_data": {"metadata": _metadata(payment)},
        }
        with asking():
            key = {"idempotency_key": f"{payment.reference}-hosted"}
            session = _client(account).v1.checkout.sessions.create(params, key)
        handle = {"url": session["url"]}
        return Started(ref=session["id"], account=account.account, mode=Mode(account.mode), handle=handle)

    def look(self, payment: Payment, *, account: ProviderAccount) -> Facts:
        ref = payment.provider_ref
        with asking():
            if ref.startswith(_HOSTED):
                expand = {"expand": ["payment_intent.latest_charge"]}
                session = _client(account).v1.checkout.sessions.retrieve(ref, expand)
                return read_hosted(session.to_dict(), account=account)
            intent = _client(account).v1.payment_intents.retrieve(ref, {"expand": _CHARGE})
            return read_intent(intent.to_dict(), account=account)

    def cancel(self, payment: Payment, *, account: ProviderAccount) -> Facts:
        client, ref = _client(account).v1, payment.provider_ref
        try:
            with asking():
                if ref.startswith(_HOSTED):
                    client.checkout.sessions.expire(ref)
                else:
                    client.payment_intents.cancel(ref)
        except ProviderRefused:
            # It is over already, one way or the other; which, the look below says.
            pass
        return self.look(payment, account=account)

    def refund(self, refund: Refund, *, account: ProviderAccount) -> RefundFacts:
        refunds, name = _client(account).v1.refunds, f"{refund.reference}-{refund.tries}"
        with asking():
            if refund.provider_ref:
                return read_refund(refunds.retrieve(refund.provider_ref).to_dict())
            intent = self._intent_of(refund.payment, account=account)
            if refund.attempts > 1:
                # Stripe forgets keys after a day, and the answer to an earlier attempt may have been lost.
                known = refunds.list({"payment_intent": intent, "limit": 100}).to_dict()["data"]
                if made := [one for one in known if (one["metadata"] or {}).get("refund") == name]:
                    return read_refund(made[0])
            params = {"payment_intent": intent, "amount": amount_for(refund.money), "metadata": {"refund": name}}
            return read_refund(refunds.create(params, {"idempotency_key": name}).to_dict())

    def name_account(self, *, mode: Mode, secrets: Mapping[str, str]) -> str:
        with asking():
            return client_for(secrets["secret"]).v1.accounts.retrieve_current()["id"]

    def read_message(
        self, body: bytes, *, headers: Mapping[str, str], accounts: list[ProviderAccount], now: datetime
    ) -> Told:
        return read_event(body, headers=headers, accounts=accounts, now=now)

    def page_sources(self) -> PageSources:
        script, api = _origin(settings.STRIPE_SCRIPT), _origin(settings.STRIPE_API)
        return PageSources(scripts=(script,), connections=(api,), frames=(script, "https://hooks.stripe.com"))

    def _intent_of(self, payment: Payment, *, account: ProviderAccount) -> str:
        if not payment.provider_ref.startswith(_HOSTED):
            return payment.provider_ref
        return _client(account).v1.checkout.sessions.retrieve(payment.provider_ref)["payment_intent"]


def _client(account: ProviderAccount):
    return client_for(account.secrets["secret"])


def _asked(payment: Payment) -> dict[str, object]:
    return {"amount": amount_for(payment.money), "currency": payment.currency.lower()}


def _metadata(payment: Payment) -> dict[str, str]:
    return {
        "organization": payment.organization.slug,
        "order": payment.order.reference,
        "payment": payment.reference,
    }


def _page(account: ProviderAccount) -> dict[str, str]:
    return {"publishable_key": account.public_key, "script": settings.STRIPE_SCRIPT}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
