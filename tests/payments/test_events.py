"""What other rooms hear of payments and refunds: each end once, nothing of what only waits."""

import pytest
from django.db import transaction

from booking.billing.models import Order
from booking.core.errors import AlreadyDone
from booking.core.models import EventRecord
from booking.payments.models import Payment, Refund
from booking.payments.services import record_payment, start_payment, void_open_payments
from booking.payments.services.move import move_payment, move_refund
from booking.payments.states import PaymentStatus, RefundStatus
from booking.people.services import save_customer


@pytest.fixture
def payment(organization, now) -> Payment:
    with transaction.atomic():
        customer = save_customer(name="Eve", email="eve@example.com", phone="", timezone="UTC", now=now)
        owed = {"total": 9000, "due_now": 9000, "currency": "CHF", "tax_included": True}
        order = Order.objects.create(customer=customer, placed_at=now, **owed)
        start_payment(order, provider="transfer", now=now)
    return Payment.objects.get()


def told() -> list[tuple[str, dict]]:
    found = EventRecord.objects.filter(name__startswith="payments.").order_by("pk")
    return list(found.values_list("name", "payload"))


def test_what_only_waits_or_is_given_up_is_told_to_nobody(payment, now):
    with transaction.atomic():
        void_open_payments(payment.order, actor="system", now=now)
    assert told() == []


def test_money_that_comes_is_told_once(payment, now):
    for _ in range(2):
        record_payment(payment, amount=9000, actor="desk", now=now)
    assert told() == [("payments.PaymentCompleted", {"payment_id": payment.pk})]


def test_a_failed_payment_and_its_second_try_are_told(payment, now):
    with transaction.atomic():
        for to in (PaymentStatus.FAILED, PaymentStatus.FAILED, PaymentStatus.PENDING, PaymentStatus.COMPLETED):
            move_payment(payment, to=to, actor="system", now=now)
    assert [name for name, _ in told()] == ["payments.PaymentFailed", "payments.PaymentCompleted"]


@pytest.mark.parametrize(("to", "name"), [("completed", "RefundCompleted"), ("failed", "RefundFailed")])
def test_the_end_of_a_refund_is_told_once(payment, now, to, name):
    refund = Refund.objects.create(payment=payment, amount=100, currency="CHF", created_at=now)
    with transaction.atomic():
        assert [move_refund(refund, to=RefundStatus(to), actor="system", now=now) for _ in range(2)] == [True, False]
    assert told() == [(f"payments.{name}", {"refund_id": refund.pk})]
    if to == "completed":
        with pytest.raises(AlreadyDone), transaction.atomic():
            move_refund(refund, to=RefundStatus.FAILED, actor="system", now=now)
