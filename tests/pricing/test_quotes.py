"""Quotes: VAT inside or on top, quantities, deposits, currencies without and with three decimals (PAY-1, PAY-8)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.core.money import Money
from booking.pricing.rules import make_quote, price_line

RATES = st.decimals(min_value=0, max_value=100, places=2)


def line(minor, *, quantity=1, rate="8.1", included=True, currency="CHF"):
    return price_line(
        "A", quantity=quantity, unit_price=Money(minor, currency), tax_rate=Decimal(rate), tax_included=included
    )


@pytest.mark.parametrize(
    ("minor", "rate", "tax"), [(12000, "8.1", 899), (10810, "8.1", 810), (100, "0", 0), (1, "8.1", 0)]
)
def test_tax_inside_a_gross_price(minor, rate, tax):
    quote = make_quote([line(minor, rate=rate)], tax_included=True, due_now=None)
    assert (quote.total.minor, quote.lines[0].tax.minor) == (minor, tax)


def test_tax_on_top_of_a_net_price():
    quote = make_quote([line(10000, quantity=3, included=False)], tax_included=False, due_now=None)
    assert (quote.total.minor, quote.taxes) == (32430, ((Decimal("8.1"), Money(2430, "CHF")),))


def test_rates_are_added_up_apart():
    quote = make_quote([line(1000), line(1000, rate="2.6"), line(500)], tax_included=True, due_now=None)
    assert quote.taxes == ((Decimal("2.6"), Money(25, "CHF")), (Decimal("8.1"), Money(112, "CHF")))


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 12000), ("KWD", 12345)])
def test_currencies_keep_their_decimals(currency, minor):
    quote = make_quote([line(minor, currency=currency)], tax_included=True, due_now=None)
    assert quote.total == Money(minor, currency)


def test_what_is_due_now_never_exceeds_the_total():
    quote = make_quote([line(1000)], tax_included=True, due_now=Money(5000, "CHF"))
    assert quote.due_now == Money(1000, "CHF")


def test_a_line_has_at_least_one_piece():
    with pytest.raises(ValueError, match="at least one"):
        line(100, quantity=0)


@given(st.integers(0, 10**9), st.integers(1, 20), RATES)
def test_contained_tax_agrees_with_exact_arithmetic(minor, quantity, rate):
    priced = line(minor, quantity=quantity, rate=str(rate))
    exact = Decimal(minor * quantity) * rate / (100 + rate)
    assert abs(priced.tax.minor - exact) <= Decimal("0.5")
    assert 0 <= priced.tax.minor <= priced.total.minor
