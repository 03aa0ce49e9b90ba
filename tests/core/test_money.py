from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.core.money import Money, decimals_of, round_half_up, sum_money

minors = st.integers(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("currency", "text", "minor"), [("CHF", "120.05", 12005), ("JPY", "120", 120), ("KWD", "1.234", 1234)]
)
def test_parse_reads_the_currencys_own_decimals(currency, text, minor):
    assert Money.parse(text, currency) == Money(minor, currency)
    assert Money(minor, currency).amount == text


@pytest.mark.parametrize("text", ["120", "120.5", "1e2", "", " 1.00", "1,00", "٣.٠٠", "NaN", 120, None, "1.00\n"])
def test_parse_refuses_what_is_not_an_amount(text):
    with pytest.raises(ValueError):
        Money.parse(text, "CHF")


def test_money_refuses_to_mix_currencies():
    with pytest.raises(ValueError, match="do not mix"):
        Money(1, "CHF") + Money(1, "EUR")
    with pytest.raises(TypeError):
        Money(1, "CHF") * 1.5


def test_unknown_currency_is_refused():
    with pytest.raises(ValueError, match="ISO 4217"):
        decimals_of("XX1")


@given(minors, st.integers(min_value=1, max_value=60))
def test_split_loses_no_cent(minor, parts):
    pieces = Money(minor, "CHF").split(parts)
    assert len(pieces) == parts
    assert sum_money(pieces, "CHF") == Money(minor, "CHF")


def test_split_gives_the_remainder_to_the_first():
    assert [piece.minor for piece in Money(1000, "CHF").split(3)] == [334, 333, 333]


@given(minors)
def test_parse_is_the_inverse_of_amount(minor):
    assert Money.parse(Money(minor, "KWD").amount, "KWD") == Money(minor, "KWD")


def test_rounding_is_half_away_from_zero():
    assert [round_half_up(Decimal(text)) for text in ("0.5", "1.5", "2.5", "-0.5", "2.49")] == [1, 2, 3, -1, 2]
