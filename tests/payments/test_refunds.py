"""Refunds that the provider carries out: once, however often the answer is lost; what fails is seen and tried again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from booking.accounts.models import User
from booking.core.money import Money
from booking.payments.models import Refund
from booking.payments.services import look_at, refund_order, settle_due


@pytest.fixture
def paid(begun, stripe, now):
    """A booking that was paid by card, and a way to owe some of it back."""
    booking, payment = begun()
    stripe.pay(payment.provider_ref)
    look_at(payment, now=now)

    def owe(amount: int) -> Refund:
        with transaction.atomic():
            [refund] = refund_order(booking.order, amount=Money(amount, "CHF"), reason="cancelled", now=now)
        return refund

    return booking, payment, owe


def work(now) -> list[tuple[str, str]]:
    """A worker's day: what is left to do is due again ever later."""
    moment = now
    for _ in range(12):
        settle_due(now=moment)
        moment += timedelta(hours=2)
    return list(Refund.objects.order_by("pk").values_list("status", "failure"))


@pytest.mark.parametrize("faults", [(), ("away",), ("lost",), ("lost", "lost"), ("away", "lost", "away", "away")])
def test_money_goes_back_once(paid, stripe, now, faults):
    _booking, payment, owe = paid
    refund = owe(500)
    stripe.fail_next(*faults)
    assert work(now) == [("completed", "")]
    assert [found["amount"] for found in stripe.refunds(payment.provider_ref)] == [500]
    refund.refresh_from_db()
    assert refund.due_at is None


def test_two_refunds_of_one_payment_are_two(paid, stripe, now):
    _booking, payment, owe = paid
    owe(500), owe(500)
    assert work(now) == [("completed", ""), ("completed", "")]
    assert [found["amount"] for found in stripe.refunds(payment.provider_ref)] == [500, 500]


def test_what_failed_is_seen_at_the_desk_and_tried_again(paid, stripe, now):
    booking, payment, owe = paid
    owe(500)
    stripe.refunds_come_to("failed")
    assert work(now) == [("failed", "lost or stolen card")]
    desk = Client()
    desk.force_login(User.objects.get(email="owner@harbour.example"))
    page = desk.get(f"/admin/studio/bookings/{booking.reference}/").content.decode()
    assert "lost or stolen card" in page
    promise = page.split('/refunds/"', 1)[1].split('name="promise" value="', 1)[1].split('"', 1)[0]
    form = {"promise": promise, "refund": Refund.objects.get().reference}
    answers = [desk.post(f"/admin/studio/bookings/{booking.reference}/refunds/", form).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert work(now) == [("completed", "")]
    assert sorted(found["status"] for found in stripe.refunds(payment.provider_ref)) == ["failed", "succeeded"]


def test_what_the_provider_refuses_for_good_is_no_secret(paid, stripe, now):
    _booking, payment, owe = paid
    owe(500)
    type(payment).objects.filter(pk=payment.pk).update(provider_ref="pi_unknown")
    [(status, failure)] = work(now)
    assert status == "failed" and "Not Found" in failure
