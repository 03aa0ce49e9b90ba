"""A process that dies anywhere around a call to the provider loses nothing and charges nobody twice."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test import Client

from booking.core.events import deliver_due
from booking.core.failpoints import DeliberateFailure, FailPoint, fail
from booking.core.money import Money
from booking.notifications.models import Message
from booking.payments.facts import ProviderAway
from booking.payments.models import Payment, Refund
from booking.payments.services import begin_payment, look_again, refund_order, settle_due
from booking.reservations.models import Booking
from booking.scheduling.models import Session
from tests.cards.practice import event_about, signed
from tests.sizes import LONG

# Every statement in the long form, some in the short one.
STEP = 1 if LONG else 6
SERVICES = "booking.payments.services"
OPERATIONS = {
    "telling the provider": (f"{SERVICES}.begin", "_keep"),
    "a message that is kept": (f"{SERVICES}.messages", "_keep"),
    "what the provider says": (f"{SERVICES}.settle", "_apply"),
    "a refund": (f"{SERVICES}.carry_out", "_settle"),
}


def live_through(payment: Payment, *, stripe, now) -> None:
    """From the pay page to a refund, each step once."""
    begin_payment(payment, now=now)
    payment.refresh_from_db()
    if stripe.intent(payment.provider_ref)["status"] == "requires_payment_method":
        stripe.pay(payment.provider_ref)
    body, headers = signed(event_about(payment.provider_ref, kind="payment_intent.succeeded"), at=now)
    Client(raise_request_exception=False).post("/hooks/card/", body, content_type="application/json", headers=headers)
    look_again(now=now)
    settle_due(now=now)
    payment.refresh_from_db()
    if payment.status == "completed" and not Refund.objects.exists():
        with transaction.atomic():
            refund_order(payment.order, amount=Money(500, "CHF"), reason="part", now=now)
    settle_due(now=now)


@pytest.mark.soak
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("what", OPERATIONS)
def test_dying_at_any_statement_loses_nothing(hold_card, stripe, now, what):
    module, operation = OPERATIONS[what]
    statement, has_fired = 1 - STEP, True
    Session.objects.update(capacity=None)
    while has_fired:
        statement += STEP
        booking = hold_card(email=f"eve{statement}@example.com")
        payment = Payment.objects.get(order=booking.order)
        stripe.calls()
        point = FailPoint(module, operation, statement, fail)
        with connection.execute_wrapper(point):
            for _ in range(2):
                with suppress(DeliberateFailure):
                    live_through(payment, stripe=stripe, now=now)
        has_fired = point.has_fired
        look_again(now=now)
        live_through(payment, stripe=stripe, now=now)
        while settle_due(now=now) + deliver_due(now=now):
            pass
        booking.refresh_from_db()
        payment.refresh_from_db()
        made = [call for call in stripe.calls() if call in ("POST /v1/payment_intents", "POST /v1/refunds")]
        mails = Message.objects.filter(kind="booking_confirmed", recipient=booking.email).count()
        assert (booking.status, payment.status, mails) == ("confirmed", "completed", 1), statement
        assert made == ["POST /v1/payment_intents", "POST /v1/refunds"], statement
        assert Refund.objects.get(payment=payment).status == "completed"
        Refund.objects.all().delete()
    assert statement > STEP


@pytest.mark.parametrize("faults", [("away",), ("lost",), ("lost", "away", "lost")])
def test_a_lost_answer_begins_no_second_payment(hold_card, stripe, now, faults):
    booking = hold_card()
    payment = Payment.objects.get()
    stripe.calls()
    stripe.fail_next(*faults)
    for _ in faults:
        with pytest.raises(ProviderAway):
            begin_payment(payment, now=now)
    begin_payment(payment, now=now)
    payment.refresh_from_db()
    assert payment.provider_ref.startswith("pi_")
    assert stripe.calls() == ["POST /v1/payment_intents"]
    assert Booking.objects.get().hold_expires_at == booking.hold_expires_at
