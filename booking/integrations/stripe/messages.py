"""Webhooks of Stripe: whose signature counts, and what they are about."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

import stripe

from booking.payments.facts import ForgedMessage, Told
from booking.payments.models import ProviderAccount
from booking.payments.states import Mode

_MOST_SECONDS_OLD = 300
_LONGEST_ID = 100
# Objects that are a payment of ours; others name theirs.
_PAYMENTS = {"payment_intent", "checkout.session"}


def read_event(body: bytes, *, headers: Mapping[str, str], accounts: Iterable[ProviderAccount], now: datetime) -> Told:
    """Raises ForgedMessage for what was not signed with the secret of one of the accounts, or for another mode."""
    account = _signer(body, header=headers.get("Stripe-Signature", ""), accounts=accounts, now=now)
    event = _parse(body)
    vendor_id, kind = event.get("id"), event.get("type")
    if not _is_id(vendor_id) or not _is_id(kind) or not isinstance(event.get("livemode"), bool):
        raise ForgedMessage()
    mode = Mode.LIVE if event["livemode"] else Mode.TEST
    if mode != account.mode or event.get("account", account.account) != account.account:
        raise ForgedMessage()
    return Told(vendor_id=vendor_id, kind=kind, mode=mode, object_ref=_about(event))


def _signer(body: bytes, *, header: str, accounts: Iterable[ProviderAccount], now: datetime) -> ProviderAccount:
    for account in accounts:
        try:
            stripe.WebhookSignature.verify_header(body, header, account.secrets["webhook"])
        except (stripe.SignatureVerificationError, UnicodeError):
            continue
        if abs(now.timestamp() - _signed_at(header)) <= _MOST_SECONDS_OLD:
            return account
    raise ForgedMessage()


def _signed_at(header: str) -> int:
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    return int(parts["t"])


def _parse(body: bytes) -> dict:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise ForgedMessage() from None
    if not isinstance(event, dict):
        raise ForgedMessage()
    return event


def _about(event: Mapping) -> str:
    """The payment's own id, from itself or from what belongs to it; empty for everything else."""
    data = event.get("data")
    thing = data.get("object") if isinstance(data, dict) else None
    if not isinstance(thing, dict):
        return ""
    ref = thing.get("id") if thing.get("object") in _PAYMENTS else thing.get("payment_intent")
    return ref if _is_id(ref) else ""


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isascii() and value.isprintable()
