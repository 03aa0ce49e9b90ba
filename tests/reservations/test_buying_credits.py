"""PAY-6: credits are sold like everything else, and come in once they are paid."""

from datetime import timedelta
from decimal import Decimal

import pytest

from booking.core.consistency import find_faults
from booking.core.events import deliver_due
from booking.core.money import Money
from booking.credits.models import Lot
from booking.credits.selectors import balance_of, code_of
from booking.credits.states import CREDIT
from booking.notifications.kinds import registry
from booking.notifications.letters import write_letter
from booking.notifications.models import Message
from booking.offerings.services import Tier, save_offering
from booking.payments.models import Payment
from booking.payments.services import record_payment
from booking.reservations.models import Booking
from booking.reservations.selectors import preview_cancel
from booking.reservations.services import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def packs(studio) -> None:
    """Ten credits for a hundred francs and half a year, or three for nothing."""
    rate = Decimal("8.1")
    ten = Tier("ten", "Ten credits", Money(10000, "CHF"), rate, "date", credits=10, valid_days=180)
    gift = Tier("three", "Three credits", Money(0, "CHF"), rate, "date", credits=3)
    save_offering("credits", details={"kind": "credits", "name": "Credits"}, tiers=[ten, gift])


@pytest.fixture
def buy(packs, ask, now):
    def buy_credits(variant: str = "ten", *, provider: str = "transfer", **values) -> Booking:
        asked = ask("credits", variant=variant, **values)
        return book(asked, provider=provider, actor="customer", now=now).booking

    return buy_credits


def pay(booking: Booking, now) -> None:
    payment = Payment.objects.get(order=booking.order)
    record_payment(payment, amount=payment.amount, actor="staff:1", now=now)


def deliver(now) -> None:
    while deliver_due(now=now):
        pass


def test_credits_come_in_once_they_are_paid(buy, studio, now):
    booking = buy(quantity=2)
    deliver(now)
    assert (booking.status, booking.sessions_total, Lot.objects.count()) == ("confirmed", 0, 0)
    for _ in range(2):
        pay(booking, now)
        deliver(now)
    lot = Lot.objects.get()
    assert (lot.granted, lot.wallet.customer, lot.expires_at) == (20, booking.customer, now + timedelta(days=180))
    assert find_faults(studio, now=now) == []


def test_what_costs_nothing_comes_in_at_once(buy, now):
    booking = buy("three", provider="free")
    assert balance_of(booking.customer.wallets.get(), unit=CREDIT, now=now + timedelta(days=9999)) == 3


def test_the_owner_is_told_the_code_and_before_it_lapses(buy, settings, now):
    booking = buy()
    pay(booking, now)
    deliver(now)
    lot = Lot.objects.get()
    due = {kind: Message.objects.get(kind=kind) for kind in ("credits_granted", "credits_expiring")}
    late = lot.expires_at - timedelta(days=settings.LAPSE_REMINDER_DAYS)
    assert [message.due_at for message in due.values()] == [now, late]
    for kind, message in due.items():
        letter = write_letter(message, kind=registry.get(kind)())
        assert message.recipient == booking.customer.email
        assert all(code_of(lot.wallet) in text and "10 credits" in text for text in (letter.text, letter.html))
    Lot.objects.update(remaining=0)
    assert not registry.get("credits_expiring")().is_still_due(lot.pk, now=now)


def test_nobody_cancels_what_has_come_in(buy, now):
    assert preview_cancel(buy(), now=now).allowed is False
