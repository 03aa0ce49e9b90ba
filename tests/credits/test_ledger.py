"""PAY-6: what comes in is used in the order in which it lapses, given back to where it came from, and written down."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from booking.core.errors import Invalid
from booking.credits.codes import fold_code
from booking.credits.errors import NotEnoughCredits
from booking.credits.models import Entry, Lot, Wallet
from booking.credits.selectors import balance_of, code_of, wallet_behind, wallet_of
from booking.credits.services import Grant, adjust_credits, give_back, lapse_due, spend
from booking.credits.states import CREDIT
from booking.people.services import save_customer

pytestmark = pytest.mark.django_db


def left(customer, now) -> int:
    return balance_of(wallet_of(customer), unit=CREDIT, now=now)


def remaining() -> dict[str, int]:
    return dict(Lot.objects.values_list("source", "remaining"))


def use(customer, amount: int, now, *, purchase: str = "P1") -> None:
    spend(wallet_of(customer), unit=CREDIT, amount=amount, purchase=purchase, actor="customer", now=now)


def test_what_lapses_first_is_used_first(customer, given, now):
    given(2, source="for good")
    given(2, days=60, source="late")
    given(2, days=30, source="soon")
    use(customer, 3, now)
    assert remaining() == {"for good": 2, "late": 1, "soon": 0}


def test_nothing_is_used_when_it_is_not_enough(customer, given, now):
    given(2)
    with pytest.raises(NotEnoughCredits) as refusal:
        use(customer, 3, now)
    assert (refusal.value.extra, left(customer, now)) == ({"left": 2}, 2)


def test_a_source_comes_in_once_and_a_purchase_is_paid_once(customer, given, now):
    given(3)
    given(3)
    use(customer, 1, now)
    use(customer, 1, now)
    assert (left(customer, now), Entry.objects.count()) == (2, 2)


def test_what_has_lapsed_cannot_be_used_before_it_is_swept(customer, given, now):
    given(3, days=1)
    later = now + timedelta(days=1)
    assert (left(customer, now), left(customer, later)) == (3, 0)
    with pytest.raises(NotEnoughCredits):
        use(customer, 1, later)
    assert (lapse_due(now=later), lapse_due(now=later)) == (1, 0)
    assert list(Entry.objects.order_by("pk").values_list("kind", "delta")) == [("grant", 3), ("lapse", -3)]


def test_given_back_returns_to_where_it_came_from(customer, given, now):
    given(2, days=30, source="soon")
    given(2, days=60, source="late")
    use(customer, 3, now)
    assert give_back("P1", in_all=2, reason="cancelled", actor="customer", now=now) == 2
    assert remaining() == {"soon": 1, "late": 2}
    assert give_back("P1", in_all=2, reason="cancelled", actor="customer", now=now) == 0
    assert give_back("P1", in_all=9, reason="cancelled", actor="customer", now=now) == 1
    assert remaining() == {"soon": 2, "late": 2}


def test_given_back_after_it_lapsed_can_be_used_for_a_while(customer, given, settings, now):
    given(2, days=10)
    use(customer, 2, now)
    later = now + timedelta(days=11)
    assert give_back("P1", in_all=2, reason="called off", actor="system", now=later) == 2
    until = later + timedelta(days=settings.RETURNED_CREDITS_DAYS)
    assert (left(customer, later), left(customer, until)) == (2, 0)


def test_staff_give_and_take_with_a_reason(customer, now):
    def adjust(amount: int, reason: str, source: str) -> None:
        adjust_credits(customer, what=Grant(CREDIT, amount, source=source, reason=reason), actor="staff:1", now=now)

    for _ in range(2):
        adjust(5, "sorry", "form-1")
        adjust(-2, "a mistake", "form-2")
    assert left(customer, now) == 3
    assert list(Entry.objects.order_by("pk").values_list("kind", "delta", "reason", "actor")) == [
        ("grant", 5, "sorry", "staff:1"),
        ("debit", -2, "a mistake", "staff:1"),
    ]
    with pytest.raises(Invalid):
        adjust(1, " ", "form-3")
    with pytest.raises(NotEnoughCredits):
        adjust(-4, "too much", "form-4")


def test_a_wallet_is_found_by_its_code_alone(customer, given, now):
    wallet = given(1).wallet
    typed = f" {code_of(wallet).lower().replace('0', 'o')} "
    assert wallet_behind(typed) == wallet
    assert [wallet_behind(code) for code in ("", "AAAA-AAAA-AAAA-AAAA", wallet.code_hash)] == [None, None, None]
    assert fold_code(typed) not in Wallet.objects.values_list("sealed_code", flat=True)


def test_nobody_else_has_anything(customer, given, now):
    given(3)
    assert wallet_of(save_customer(name="Dora", email="dora@example.com", now=now)) is None


def test_the_ledger_and_the_rest_are_kept_by_the_database(customer, given, now):
    lot = given(3)
    for break_it in (
        lambda: Lot.objects.filter(pk=lot.pk).update(remaining=-1),
        lambda: Lot.objects.filter(pk=lot.pk).update(remaining=4),
        lambda: Entry.objects.update(delta=4),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            break_it()
