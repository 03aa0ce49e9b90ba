"""PAY-2, PAY-6: a wallet pays at confirmation or not at all, and has back what the policy gives back."""

from datetime import timedelta

import pytest
from django.db import transaction

from booking.billing.models import Posting
from booking.core.consistency import find_faults
from booking.core.errors import Invalid
from booking.core.events import deliver_due
from booking.credits.errors import NotEnoughCredits
from booking.credits.models import Entry, Wallet
from booking.credits.selectors import balance_of, code_of
from booking.credits.services import Grant, grant
from booking.credits.states import CREDIT
from booking.offerings.models import Offering, Variant
from booking.payments.models import Refund
from booking.people.services import save_customer
from booking.reservations.models import Booking
from booking.reservations.seating import Part
from booking.reservations.selectors import seats_of
from booking.reservations.services import book, cancel_booking, cancel_part, confirm_booking, hold_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def wallet(studio, now) -> Wallet:
    """Five credits and ten francs."""
    eve = save_customer(name="Eve", email="eve@example.com", now=now)
    grant(eve, what=Grant(CREDIT, 5, source="pack"), actor="system", now=now)
    return grant(eve, what=Grant("CHF", 1000, source="voucher"), actor="system", now=now).wallet


@pytest.fixture
def pay(ask, wallet, now):
    """Book the class, for two credits a place, with Eve's code."""
    Variant.objects.filter(slug="drop-in").update(credit_price=2)

    def pay_for(*, provider: str = "credits", code: str | None = None, **values) -> Booking:
        code = code_of(wallet) if code is None else code
        asked = ask("tuesday-flow", **values)
        with transaction.atomic():
            return book(asked, provider=provider, code=code, actor="customer", now=now).booking

    return pay_for


def left(wallet: Wallet, now, *, unit: str = CREDIT) -> int:
    return balance_of(wallet, unit=unit, now=now)


def payments(booking: Booking) -> list[tuple]:
    return list(booking.order.payments.order_by("pk").values_list("provider", "status", "amount"))


def test_credits_pay_for_each_place(pay, wallet, studio, now):
    booking = pay(quantity=2)
    assert payments(booking) == [("credits", "completed", 5600)]
    assert (booking.status, booking.order.status, left(wallet, now)) == ("confirmed", "paid", 1)
    while deliver_due(now=now):
        pass
    assert find_faults(studio, now=now) == []
    assert Posting.objects.filter(debit="discounts", amount=5600).count() == 1


def test_the_rest_is_paid_in_money(pay, wallet, now):
    Variant.objects.filter(slug="drop-in").update(credit_price=3, credits_most=2)
    booking = pay()
    assert payments(booking) == [("credits", "completed", 1867), ("transfer", "pending", 933)]
    assert (booking.order.status, left(wallet, now)) == ("open", 3)


def test_a_balance_pays_what_it_can(pay, wallet, now):
    with pytest.raises(Invalid):
        pay(provider="wallet")
    Offering.objects.filter(slug="tuesday-flow").update(payment_methods=["on_site", "wallet"])
    assert payments(pay(provider="wallet")) == [("wallet", "completed", 1000), ("on_site", "pending", 1800)]
    assert (left(wallet, now, unit="CHF"), left(wallet, now)) == (0, 5)


def test_nothing_is_booked_that_the_wallet_cannot_pay(pay, wallet, now):
    with pytest.raises(NotEnoughCredits, match="only 5 credits left"):
        pay(quantity=3)
    for code in ("", "AAAA-BBBB-CCCC-DDDD"):
        with pytest.raises(Invalid):
            pay(code=code)
    Variant.objects.filter(slug="drop-in").update(credit_price=None)
    with pytest.raises(Invalid):
        pay()
    assert (Booking.objects.count(), left(wallet, now)) == (0, 5)


def test_confirming_twice_pays_once(pay, ask, wallet, now):
    placed = hold_booking(ask("tuesday-flow"), now=now)
    for _ in range(2):
        confirm_booking(placed.booking, provider="credits", code=code_of(wallet), actor="customer", now=now)
    assert left(wallet, now) == 3


def test_what_has_to_be_approved_is_not_paid_from_a_wallet(pay):
    Offering.objects.filter(slug="tuesday-flow").update(approval=True)
    with pytest.raises(Invalid):
        pay()


def test_cancelling_gives_back(pay, wallet, now):
    booking = pay(quantity=2)
    cancel_booking(booking, actor="customer", now=now)
    assert left(wallet, now) == 5
    assert list(Refund.objects.values_list("amount", "status")) == [(5600, "completed")]


def test_cancelling_late_gives_back_by_the_policy(pay, wallet, now):
    booking = pay(quantity=2)
    Booking.objects.filter(pk=booking.pk).update(
        policy={"refund_tiers": [{"until_hours": 0, "percent": 50}], "cancel_until_hours": 0}
    )
    start = seats_of(booking)[0].session.starts_at
    cancel_booking(booking, actor="customer", now=start - timedelta(hours=2))
    assert (left(wallet, now), Refund.objects.get().amount) == (3, 2800)


def test_a_part_that_is_given_up_gives_back_its_share(pay, wallet, now):
    booking = pay(quantity=2)
    session = seats_of(booking)[0].session
    cancel_part(booking, part=Part(session.reference, places=1), actor="customer", now=now)
    assert left(wallet, now) == 3
    cancel_booking(booking, actor="customer", now=now)
    assert left(wallet, now) == 5
    assert Entry.objects.filter(kind="return").count() == 2
