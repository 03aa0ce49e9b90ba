"""What localstripe's objects lack: automatic methods, accounts, pages of Stripe's own, disputes, slow banks."""

from localstripe import resources
from localstripe.errors import UserError
from localstripe.resources import Charge, Event, PaymentIntent, PaymentMethod, Refund, StripeObject, extra_apis, store
from localstripe.webhooks import schedule_webhook

SLOW = "twint"
DECLINED = "Your card was declined."
# What the next refunds come to; a refund that waits is ended by `finish_refund`.
refund_results: list[str] = []

store.dump_to_disk = lambda: None


class Account(StripeObject):
    object = "account"
    _id_prefix = "acct_"


class CheckoutSession(StripeObject):
    object = "checkout.session"
    _id_prefix = "cs_"

    def __init__(
        self, mode, line_items, success_url, cancel_url, metadata=None, payment_intent_data=None, **unexpected
    ):
        if unexpected:
            raise UserError(400, f"Unexpected {', '.join(unexpected)}")
        super().__init__()
        price = line_items[0]["price_data"]
        self.amount_total, self.currency = int(price["unit_amount"]), price["currency"]
        self.success_url, self.cancel_url = success_url, cancel_url
        self.metadata = metadata or {}
        self.payment_intent, self.status, self.payment_status = None, "open", "unpaid"
        self.url = ""
        self._intent_data = payment_intent_data or {}

    def _pay(self, number: str) -> None:
        if self.status != "open":
            raise UserError(400, "This page is closed.")
        if self.payment_intent is None:
            self.payment_intent = PaymentIntent(
                amount=self.amount_total, currency=self.currency, **self._intent_data
            ).id
        pay_intent(self.payment_intent, number)
        if PaymentIntent._api_retrieve(self.payment_intent).status == "succeeded":
            self.status, self.payment_status = "complete", "paid"
            schedule_webhook(Event("checkout.session.completed", self))


def _intent(self, automatic_payment_methods=None, description=None, setup_future_usage=None, **known):
    _plain_intent(self, **known)
    self.description = description
    self.is_slow = False


def _status(self) -> str:
    return "processing" if self.is_slow else _plain_status(self)


_plain_intent, _plain_status = PaymentIntent.__init__, PaymentIntent.status.fget
PaymentIntent.__init__ = _intent
PaymentIntent.status = property(_status)
PaymentIntent.amount_received = property(lambda self: self.amount if self.status == "succeeded" else 0)


def _details(self) -> dict:
    method = PaymentMethod._api_retrieve(self.payment_method)
    return {"type": method.type, method.type: getattr(method, method.type)}


Charge.payment_method_details = property(_details)
Charge.disputed = property(lambda self: getattr(self, "_disputed", False))


def pay_intent(id: str, number: str) -> PaymentIntent:
    """As the payer's browser does: try a card, or a slow bank that is ended by `finish_intent`."""
    intent = PaymentIntent._api_retrieve(id)
    if intent.status in ("succeeded", "canceled", "processing"):
        raise UserError(400, f"This payment is {intent.status}.", {"code": "payment_intent_unexpected_state"})
    is_slow = number == SLOW
    card = {"number": "4242424242424242" if is_slow else number, "exp_month": 12, "exp_year": 2039, "cvc": "123"}
    intent.payment_method, intent.latest_charge = PaymentMethod(type="card", card=card).id, None
    if is_slow:
        intent.is_slow = True
        schedule_webhook(Event("payment_intent.processing", intent))
        return intent
    intent._confirm(on_failure_now=intent._report_async_failure)
    return intent


def finish_intent(id: str, *, is_good: bool) -> PaymentIntent:
    """What a slow bank says at last."""
    intent = PaymentIntent._api_retrieve(id)
    intent.is_slow = False
    if not is_good:
        intent.payment_method = PaymentMethod._api_retrieve("pm_card_chargeCustomerFail").id
    intent._confirm(on_failure_now=intent._report_async_failure)
    return intent


def dispute_intent(id: str) -> PaymentIntent:
    """The payer's bank takes the money back."""
    intent = PaymentIntent._api_retrieve(id)
    intent.latest_charge._disputed = True
    return intent


def _refund(self, **known):
    _plain_refund(self, **known)
    self.status = refund_results.pop(0) if refund_results else "succeeded"
    self.failure_reason = "lost_or_stolen_card" if self.status == "failed" else None


_plain_refund = Refund.__init__
Refund.__init__ = _refund


def _list_refunds(cls, url, limit=None, **known):
    return _plain_list(url, limit=int(limit or 10), **known)


_plain_list = Refund._api_list_all
Refund._api_list_all = classmethod(_list_refunds)


def _expire(id: str) -> CheckoutSession:
    session = CheckoutSession._api_retrieve(id)
    if session.status != "open":
        raise UserError(400, "Only open pages can be closed.")
    session.status = "expired"
    return session


def _account(**nothing) -> Account:
    return resources.store.get("account:acct_practice") or Account(id="acct_practice")


extra_apis.extend(
    (
        ("GET", "/v1/account", _account),
        ("POST", "/v1/checkout/sessions/{id}/expire", _expire),
    )
)
