"""A booking paid by card: reserved until the provider says that it is paid, whatever happens on the way (PAY-2, H8)."""

from datetime import timedelta

from booking.core.consistency import find_faults
from booking.core.events import deliver_due
from booking.notifications.models import Message
from booking.payments.models import Refund
from booking.payments.services import look_at, settle_due
from booking.reservations.services import expire_overdue
from booking.scheduling.models import Session
from tests.cards.practice import DECLINED


def mails() -> list[str]:
    kinds = Message.objects.filter(recipient="eve@example.com", due_at__lte="2027-01-05T00:00Z")
    return sorted(kind for kind in kinds.values_list("kind", flat=True) if "reminder" not in kind)


def work(now) -> None:
    """What the worker does until nothing is due."""
    while settle_due(now=now) + deliver_due(now=now):
        pass


def test_a_booking_is_reserved_until_it_is_paid(begun, stripe, now):
    booking, payment = begun()
    assert (booking.status, payment.status) == ("reserved", "pending")
    assert booking.hold_expires_at == now + timedelta(minutes=30)
    assert sorted(payment.handle) == ["client_secret", "publishable_key", "script"]
    work(now)
    assert mails() == []
    stripe.pay(payment.provider_ref)
    look_at(payment, now=now)
    work(now)
    booking.refresh_from_db()
    payment.refresh_from_db()
    assert (booking.status, payment.status, payment.method) == ("confirmed", "completed", "Visa ending in 4242")
    assert (booking.hold_expires_at, payment.look_at) == (None, None)
    booking.order.refresh_from_db()
    assert booking.order.status == "paid"
    assert mails() == ["booking_confirmed"]


def test_a_declined_card_may_be_followed_by_a_good_one(begun, stripe, now):
    booking, payment = begun()
    stripe.pay(payment.provider_ref, DECLINED)
    look_at(payment, now=now)
    payment.refresh_from_db()
    assert (payment.status, payment.failure) == ("pending", "Your card was declined.")
    stripe.pay(payment.provider_ref)
    look_at(payment, now=now)
    payment.refresh_from_db()
    assert (payment.status, payment.failure) == ("completed", "")


def test_what_is_not_paid_in_time_is_free_again_and_cannot_be_paid_any_more(begun, stripe, now):
    booking, payment = begun()
    later = now + timedelta(minutes=31)
    expire_overdue(now=later)
    work(later)
    booking.refresh_from_db()
    payment.refresh_from_db()
    assert (booking.status, booking.end_reason, payment.status) == ("expired", "not paid in time", "void")
    assert stripe.intent(payment.provider_ref)["status"] == "canceled"
    assert mails() == []


def test_late_money_takes_what_is_still_free(begun, card_studio, stripe, now):
    booking, payment = begun()
    stripe.pay(payment.provider_ref)
    later = now + timedelta(minutes=31)
    expire_overdue(now=later)
    work(later)
    booking.refresh_from_db()
    assert (booking.status, booking.ended_at, booking.order.status) == ("confirmed", None, "paid")
    assert mails() == ["booking_confirmed"]
    assert Refund.objects.count() == 0
    assert find_faults(card_studio, now=later) == []


def test_late_money_for_what_is_gone_goes_back(begun, stripe, now):
    booking, payment = begun()
    Session.objects.filter(seats__booking=booking).update(capacity=1)
    stripe.pay(payment.provider_ref)
    later = now + timedelta(minutes=31)
    expire_overdue(now=later)
    other = Session.objects.get(seats__booking=booking)
    Session.objects.filter(pk=other.pk).update(taken=1)
    work(later)
    booking.refresh_from_db()
    [refund] = Refund.objects.all()
    assert (booking.status, refund.status, refund.amount) == ("expired", "completed", payment.amount)
    assert [found["amount"] for found in stripe.refunds(payment.provider_ref)] == [payment.amount]
    assert mails() == ["payment_returned"]
