"""PAY-13: what a session is worth to whoever led it, against exact arithmetic."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.core.money import Money
from booking.earnings.rules import (
    Pay,
    PayKind,
    counted_statuses,
    first_day_after,
    neighbours_of,
    net_share,
    owed_for_session,
)

RATES = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
MINORS = st.integers(0, 10**9)


def owed(pay: Pay, *, heads: int, net: object = 0) -> int:
    return owed_for_session(pay, heads=heads, net=Decimal(net), currency="CHF").minor


@pytest.mark.parametrize(
    ("pay", "worth"),
    [
        (Pay(PayKind.PER_SESSION, amount=8000), [0, 8000, 8000, 8000]),
        (Pay(PayKind.PERCENTAGE, percent=Decimal("60")), [0, 777, 1554, 2331]),
        (Pay(PayKind.FLAT, amount=200_000), [0, 0, 0, 0]),
        (Pay(PayKind.MINIMUM, amount=5000, per_head=400), [0, 5400, 5800, 6200]),
        (Pay(PayKind.MINIMUM, amount=5000, per_head=400, included=2), [0, 5000, 5000, 5400]),
    ],
)
def test_each_kind_of_terms_by_people(pay, worth):
    assert [owed(pay, heads=heads, net=1295 * heads) for heads in range(4)] == worth
    assert Pay.from_json(pay.to_json()) == pay


def test_the_absent_count_where_it_was_agreed():
    assert [len(counted_statuses(Pay(PayKind.MINIMUM, counts_absent=flag))) for flag in (False, True)] == [2, 3]


def net(share: int, *, rates, agreed: int, returned: int = 0) -> Decimal:
    return net_share(Money(share, "CHF"), rates=rates, agreed=Money(agreed, "CHF"), returned=Money(returned, "CHF"))


# The first draw of a process reads the constants of the whole product, which a busy machine takes seconds for.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(MINORS, st.lists(st.tuples(RATES, MINORS), max_size=4), MINORS, RATES)
def test_a_percentage_agrees_with_exact_fractions(share, rates, returned, percent):
    agreed = max(share, 1)
    weight = sum(gross for _, gross in rates)
    kept = Fraction(share) * max(agreed - returned, 0) / agreed
    exact = sum((kept * gross / weight * 100 / (100 + Fraction(rate)) for rate, gross in rates if gross), Fraction(0))
    exact = exact if weight else kept
    pay = Pay(PayKind.PERCENTAGE, percent=percent)
    found = owed(pay, heads=1, net=net(share, rates=rates, agreed=agreed, returned=returned))
    assert abs(found - exact * Fraction(percent) / 100) <= Fraction(1, 2) + Fraction(1, 10**6)


@given(st.lists(MINORS, min_size=1, max_size=5), RATES)
def test_shares_of_one_order_are_worth_what_it_is_worth(shares, rate):
    agreed = sum(shares)
    parts = [net(share, rates=[(rate, agreed)], agreed=agreed) for share in shares]
    assert abs(sum(parts) - Decimal(agreed) * 100 / (100 + rate)) < Decimal("0.0001")


def test_tax_of_several_rates_is_taken_by_what_was_sold_at_each():
    assert net(3000, rates=[(Decimal("8.1"), 2000), (Decimal("0"), 1000)], agreed=3000).quantize(Decimal("0.01")) == (
        Decimal("2850.14")
    )


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_months_follow_each_other(day):
    month = f"{day:%Y-%m}"
    before, after = neighbours_of(month)
    assert (neighbours_of(before)[1], neighbours_of(after)[0]) == (month, month)
    assert before < month < after and f"{first_day_after(month)}" == f"{after}-01"
