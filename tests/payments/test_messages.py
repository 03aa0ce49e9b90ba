"""Webhooks: signed or refused, kept once, looked into, and never believed (PAY-15, HARDENING H8)."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.test import Client

from booking.core.events import deliver_due
from booking.core.models import EventRecord
from booking.core.tenancy import acting_for
from booking.payments.models import Payment, ProviderAccount, ProviderMessage
from booking.payments.services import settle_due
from booking.reservations.models import Booking
from tests.cards.practice import WEBHOOK_SECRET, event_about, signed

PAID = "payment_intent.succeeded"


def deliver(event: dict, *, now, secret: str = WEBHOOK_SECRET, **headers: str) -> int:
    body, signature = signed(event, at=now, secret=secret)
    return (
        Client()
        .post("/hooks/card/", body, content_type="application/json", headers={**signature, **headers})
        .status_code
    )


def work(now) -> None:
    while settle_due(now=now) + deliver_due(now=now):
        pass


def facts() -> tuple:
    return (
        sorted(Booking.objects.values_list("reference", "status", "hold_expires_at")),
        sorted(Payment.objects.values_list("reference", "status", "failure", "method", "disputed_at")),
        EventRecord.objects.count(),
    )


def test_a_message_is_kept_once_and_makes_us_look(begun, stripe, now):
    booking, payment = begun()
    stripe.pay(payment.provider_ref)
    event = event_about(payment.provider_ref, kind=PAID)
    assert [deliver(event, now=now) for _ in range(3)] == [200, 200, 200]
    assert Booking.objects.get().status == "reserved"
    work(now)
    [message] = ProviderMessage.objects.all()
    assert (message.outcome, message.handled_at, message.due_at) == ("completed", now, None)
    assert "payment_intent" not in message.sealed_body
    assert Booking.objects.get().status == "confirmed"


def test_what_a_message_says_of_the_payment_is_not_believed(begun, now):
    booking, payment = begun()
    event = event_about(payment.provider_ref, kind=PAID)
    event["data"]["object"] |= {"status": "succeeded", "amount_received": payment.amount}
    assert deliver(event, now=now) == 200
    work(now)
    assert (Booking.objects.get().status, ProviderMessage.objects.get().outcome) == ("reserved", "pending")


@pytest.fixture
def forged(begun, now):
    """Messages that are not the provider's, not ours, or not from now: by name, what is sent."""
    _booking, payment = begun()
    ref = payment.provider_ref
    good = event_about(ref, kind=PAID)
    body, headers = signed(good, at=now)
    stamp = int(now.timestamp())
    signature = headers["Stripe-Signature"].partition("v1=")[2]

    def as_signed(event: object, *, at=now, secret: str = WEBHOOK_SECRET) -> tuple[bytes, str]:
        made, with_headers = signed(event, at=at, secret=secret)
        return made, with_headers["Stripe-Signature"]

    return {
        "no signature": (body, ""),
        "empty scheme": (body, "v1="),
        "no time": (body, f"v1={signature}"),
        "no number": (body, f"t=now,v1={signature}"),
        "another time": (body, f"t={stamp + 1},v1={signature}"),
        "another scheme": (body, f"t={stamp},v0={signature}"),
        "cut": (body, f"t={stamp},v1={signature[:-1]}"),
        "flipped": (body, f"t={stamp},v1={signature[::-1]}"),
        "no text": (body, "t=\x7f,v1=\x7f"),
        "another body": (body + b" ", headers["Stripe-Signature"]),
        "another amount": (body.replace(b"false", b"true "), headers["Stripe-Signature"]),
        "another secret": as_signed(good, secret="whsec_of_somebody_else"),
        "an empty secret": as_signed(good, secret=""),
        "the publishable key": as_signed(good, secret="pk_test_practicepractice"),
        "too old": as_signed(good, at=now - timedelta(seconds=301)),
        "too new": as_signed(good, at=now + timedelta(seconds=301)),
        "years old": as_signed(good, at=now - timedelta(days=900)),
        "live": as_signed({**good, "livemode": True}),
        "no mode": as_signed({key: value for key, value in good.items() if key != "livemode"}),
        "mode as text": as_signed({**good, "livemode": "false"}),
        "another account": as_signed({**good, "account": "acct_other"}),
        "no account": as_signed({**good, "account": None}),
        "no id": as_signed({**good, "id": ""}),
        "id as number": as_signed({**good, "id": 7}),
        "a long id": as_signed({**good, "id": "evt_" + "x" * 200}),
        "no kind": as_signed({**good, "type": None}),
        "a list": as_signed([good]),
        "a number": as_signed(7),
        "null": as_signed(None),
        "no JSON": as_bytes(b"{", now),
        "no UTF-8": (b"\xff\xfe", headers["Stripe-Signature"]),
        "deep": as_bytes(b"[" * 20_000, now),
    }


def as_bytes(body: bytes, now) -> tuple[bytes, str]:
    stamp = int(now.timestamp())
    digest = hmac.new(WEBHOOK_SECRET.encode(), b"%d.%s" % (stamp, body), hashlib.sha256).hexdigest()
    return body, f"t={stamp},v1={digest}"


def test_forged_messages_change_nothing(forged, stripe, now):
    before = facts()
    stripe.pay(Payment.objects.get().provider_ref)
    answers = {}
    for name, (body, signature) in forged.items():
        headers = {"Stripe-Signature": signature} if signature else {}
        answers[name] = (
            Client().post("/hooks/card/", body, content_type="application/json", headers=headers).status_code
        )
    assert answers == dict.fromkeys(forged, 400)
    assert len(forged) >= 30
    work(now)
    assert (ProviderMessage.objects.count(), facts()) == (0, before)


def test_only_those_with_an_account_can_be_told(card_studio, other_organization, now):
    event = event_about("pi_x", kind=PAID)
    body, headers = signed(event, at=now)
    sent = {"content_type": "application/json", "headers": headers}
    assert [Client().post(f"/hooks/{name}/", body, **sent).status_code for name in ("transfer", "nobody")] == [404, 404]
    with acting_for(card_studio):
        ProviderAccount.objects.all().delete()
    assert Client().post("/hooks/card/", body, **sent).status_code == 404
    assert Client().get("/hooks/card/").status_code == 405


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"amount": 1}, "differs in amount"),
        ({"amount": 10**9}, "differs in amount"),
        ({"currency": "eur"}, "differs in currency"),
        ({"livemode": True}, "differs in mode"),
        ({"metadata": {}}, "differs in payment, order"),
        ({"metadata": {"payment": "OTHER", "order": "OTHER"}}, "differs in payment, order"),
    ],
)
def test_a_payment_that_is_not_what_was_asked_for_is_not_taken(begun, stripe, now, changed, outcome):
    booking, payment = begun()
    stripe.pay(payment.provider_ref)
    stripe.change(payment.provider_ref, **changed)
    deliver(event_about(payment.provider_ref, kind=PAID), now=now)
    before = facts()
    work(now)
    assert (ProviderMessage.objects.get().outcome, facts()) == (outcome, before)


def test_somebody_elses_payment_cannot_be_used(begun, stripe, now):
    """A payment that was made for one booking pays no other one."""
    _mine, mine = begun()
    _theirs, theirs = begun(email="bob@example.com")
    stripe.pay(theirs.provider_ref)
    Payment.objects.filter(pk=theirs.pk).update(provider_ref="pi_forgotten")
    Payment.objects.filter(pk=mine.pk).update(provider_ref=theirs.provider_ref)
    deliver(event_about(theirs.provider_ref, kind=PAID), now=now)
    work(now)
    assert ProviderMessage.objects.get().outcome == "differs in payment, order"
    assert set(Booking.objects.values_list("status", flat=True)) == {"reserved"}


def test_events_about_nothing_of_ours_are_done_with(card_studio, now):
    for number, thing in enumerate([{"object": "customer", "id": "cus_1"}, {}, None, "text", ["pi_1"]]):
        event = {**event_about("pi_other", kind="customer.created", number=number), "data": {"object": thing}}
        assert deliver(event, now=now) == 200
    assert deliver({**event_about("x", kind="ping"), "data": None}, now=now) == 200
    work(now)
    assert set(ProviderMessage.objects.values_list("outcome", flat=True)) == {"about nothing of ours"}


def test_a_dispute_is_recorded(begun, stripe, now):
    _booking, payment = begun()
    stripe.pay(payment.provider_ref)
    deliver(event_about(payment.provider_ref, kind=PAID), now=now)
    work(now)
    stripe.dispute(payment.provider_ref)
    event = event_about("dp_1", kind="charge.dispute.created")
    event["data"]["object"] = {"object": "dispute", "id": "dp_1", "payment_intent": payment.provider_ref}
    deliver(event, now=now)
    work(now)
    payment.refresh_from_db()
    assert (payment.disputed_at, payment.status) == (now, "completed")
    assert EventRecord.objects.filter(name="payments.PaymentDisputed").count() == 1
