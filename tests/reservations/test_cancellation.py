"""Cancelling by policy (BKG-8, CAT-7)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.audit.models import AuditRecord
from booking.billing.models import Order
from booking.core.errors import NotAllowed, NotFound
from booking.core.money import Money
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment
from booking.reservations.rules import preview_cancellation
from booking.reservations.selectors import booking_by_token, manage_url, preview_cancel
from booking.reservations.services import book, cancel_booking

START = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)
POLICY = {
    "cancel_until_hours": 24,
    "late_cancel_fee": 2000,
    "refund_tiers": [{"until_hours": 24, "percent": 50}, {"until_hours": 168, "percent": 100}],
}


def chf(minor):
    return Money(minor, "CHF")


@pytest.fixture
def coaching(ask, now):
    return book(ask("coaching", starts_at=(START,)), provider="transfer", actor="customer", now=now)


@pytest.mark.parametrize(
    ("notice", "paid", "refund", "fee", "still_due"),
    [
        (timedelta(hours=168), 12000, 12000, 0, 0),
        (timedelta(hours=167), 12000, 6000, 0, 0),
        (timedelta(hours=24), 12000, 6000, 0, 0),
        (timedelta(hours=23), 12000, 0, 2000, 0),
        (timedelta(hours=23), 0, 0, 2000, 2000),
        (timedelta(hours=30), 0, 0, 0, 0),
    ],
)
def test_refund_and_fee_follow_the_notice(notice, paid, refund, fee, still_due):
    preview = preview_cancellation(
        POLICY, starts_at=START, total=chf(12000), paid=chf(paid), can_end=True, now=START - notice
    )
    assert (preview.refund, preview.fee, preview.still_due) == (chf(refund), chf(fee), chf(still_due))


def test_without_a_policy_all_is_returned_until_the_start():
    preview = preview_cancellation(
        {}, starts_at=START, total=chf(500), paid=chf(500), can_end=True, now=START - timedelta(minutes=1)
    )
    assert (preview.allowed, preview.refund) == (True, chf(500))
    begun = preview_cancellation({}, starts_at=START, total=chf(500), paid=chf(500), can_end=True, now=START)
    assert begun.allowed is False


def test_what_was_paid_is_refunded_by_tier(coaching, now):
    payment = Payment.objects.get()
    record_payment(payment, amount=12000, actor="olga@harbour.example", now=now)
    assert Order.objects.get().status == "paid"
    cancel_booking(coaching.booking, actor="customer", now=START - timedelta(hours=48))
    assert [(refund.amount, refund.status) for refund in Refund.objects.all()] == [(6000, "pending")]


def test_an_unpaid_booking_cancelled_in_time_owes_nothing(coaching, now):
    cancel_booking(coaching.booking, actor="customer", now=START - timedelta(hours=48))
    assert [order.status for order in Order.objects.all()] == ["void"]
    assert [payment.status for payment in Payment.objects.all()] == ["void"]


def test_an_unpaid_booking_cancelled_late_owes_the_fee(coaching, now):
    cancel_booking(coaching.booking, actor="customer", now=START - timedelta(hours=2))
    fee = Order.objects.order_by("pk").last()
    assert (fee.total, fee.status, fee.payments.get().status) == (2000, "open", "pending")


def test_the_agreed_policy_outlives_a_change(coaching, now):
    policy = coaching.booking.offering.policy
    policy.late_cancel_fee = 99900
    policy.save()
    assert preview_cancel(coaching.booking, now=START - timedelta(hours=1)).fee == chf(2000)


def test_cancelling_what_has_begun_is_refused_with_the_reason(coaching):
    with pytest.raises(NotAllowed, match="already begun"):
        cancel_booking(coaching.booking, actor="customer", now=START)


def test_every_move_is_audited(coaching, now):
    cancel_booking(coaching.booking, actor="customer", reason="ill", now=now)
    records = AuditRecord.objects.filter(subject_type="booking").order_by("pk")
    assert [(record.action, record.actor, record.reason) for record in records] == [
        ("booking.confirmed", "customer", ""),
        ("booking.cancelled", "customer", "ill"),
    ]


def test_a_booking_opens_with_its_token_only(coaching):
    booking, token = coaching.booking, coaching.token
    assert booking_by_token(booking.reference, token) == booking
    assert manage_url(booking) == manage_url(booking, token=token)
    for reference, secret in ((booking.reference, "x" * 43), ("NOPE", token), (booking.reference, "")):
        with pytest.raises(NotFound):
            booking_by_token(reference, secret)
    assert token not in (booking.token_hash, booking.sealed_token)
