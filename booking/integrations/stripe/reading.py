"""What Stripe's objects say, in our words."""

from collections.abc import Mapping

from booking.core.money import Money
from booking.payments.facts import Facts, RefundFacts
from booking.payments.models import ProviderAccount
from booking.payments.states import Mode, PaymentStatus, RefundStatus

# https://docs.stripe.com/currencies#special-cases: no decimals in ISO 4217, written with two.
_HUNDREDFOLD = frozenset({"ISK", "UGX"})

_INTENT = {
    "succeeded": PaymentStatus.COMPLETED,
    "processing": PaymentStatus.PROCESSING,
    "requires_capture": PaymentStatus.PROCESSING,
    "canceled": PaymentStatus.FAILED,
}
_REFUND = {
    "succeeded": RefundStatus.COMPLETED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
_NAMES = {"twint": "TWINT", "sepa_debit": "SEPA debit", "card": "Card", "paypal": "PayPal", "link": "Link"}
_BRANDS = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express"}


def amount_for(money: Money) -> int:
    """As Stripe writes it."""
    return money.minor * 100 if money.currency in _HUNDREDFOLD else money.minor


def read_intent(intent: Mapping, *, account: ProviderAccount) -> Facts:
    """A payment intent with its latest charge in it."""
    status = _INTENT.get(intent["status"], PaymentStatus.PENDING)
    charge = intent["latest_charge"] or {}
    error = intent["last_payment_error"] or {}
    return Facts(
        ref=intent["id"],
        status=status,
        amount=_minor(intent["amount_received" if status == PaymentStatus.COMPLETED else "amount"], intent["currency"]),
        method=_method(charge.get("payment_method_details") or {}),
        failure=(error.get("message") or "")[:300] if status != PaymentStatus.COMPLETED else "",
        is_disputed=bool(charge.get("disputed")),
        **_of(intent, account=account),
    )


def read_hosted(session: Mapping, *, account: ProviderAccount) -> Facts:
    """A page of Stripe's own, with its intent and the intent's latest charge in it once there is one."""
    intent = session["payment_intent"]
    status = PaymentStatus.PENDING
    if session["payment_status"] == "paid":
        status = PaymentStatus.COMPLETED
    elif session["status"] == "expired":
        status = PaymentStatus.FAILED
    elif session["status"] == "complete":
        status = PaymentStatus.PROCESSING
    paid = read_intent(intent, account=account) if intent else None
    return Facts(
        ref=session["id"],
        status=status,
        amount=_minor(session["amount_total"], session["currency"]),
        method=paid.method if paid else "",
        failure=paid.failure if paid else "",
        is_disputed=bool(paid and paid.is_disputed),
        **_of(session, account=account),
    )


def read_refund(refund: Mapping) -> RefundFacts:
    """A refund; its reason of failure in words."""
    status = _REFUND.get(refund["status"], RefundStatus.PENDING)
    reason = (refund.get("failure_reason") or "").replace("_", " ")
    return RefundFacts(
        ref=refund["id"],
        amount=_minor(refund["amount"], refund["currency"]),
        currency=refund["currency"].upper(),
        status=status,
        failure=(reason or refund["status"]) if status == RefundStatus.FAILED else "",
    )


def _of(thing: Mapping, *, account: ProviderAccount) -> dict[str, object]:
    metadata = thing["metadata"] or {}
    return {
        # It was read with the account's own key.
        "account": account.account,
        "mode": Mode.LIVE if thing["livemode"] else Mode.TEST,
        "payment": metadata.get("payment", ""),
        "order": metadata.get("order", ""),
        "currency": thing["currency"].upper(),
    }


def _minor(amount: int, currency: str) -> int:
    return amount // 100 if currency.upper() in _HUNDREDFOLD else amount


def _method(details: Mapping) -> str:
    """ "Visa ending in 4242", "TWINT"; empty while nothing was tried."""
    kind = details.get("type", "")
    known = details.get(kind) or {}
    if kind == "card" and known.get("last4"):
        brand = known.get("brand") or ""
        return f"{_BRANDS.get(brand, brand.title() or 'Card')} ending in {known['last4']}"
    return _NAMES.get(kind, kind.replace("_", " ").title())[:80]
