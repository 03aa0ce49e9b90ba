"""Adjustments in their one order, each a line, never below zero, tax and all (PAY-8), held against an oracle."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.core.money import Money
from booking.people.states import Relation
from booking.pricing.adjustments import registry
from booking.pricing.rules import price_line, quote
from booking.pricing.terms import Discount, Phase, PriceContext, Promotion, Terms
from tests.pricing.oracle import oracle

MINOR = st.integers(0, 10**7)
PERCENT = st.decimals(min_value=0, max_value=100, places=2)
TERMS = st.one_of(st.builds(Terms, percent=PERCENT), st.builds(Terms, amount=MINOR))
# How long an example takes says something of the machine only.
whatever_the_speed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
RELATIONS = [Relation.CONNECTED, Relation.VIP]
DISCOUNTS = st.builds(
    Discount,
    kind=st.sampled_from(["group", "connection", "package"]),
    name=st.just("A discount"),
    terms=TERMS,
    least=st.integers(1, 6),
    relation=st.sampled_from(RELATIONS),
)
PHASES = st.one_of(
    st.none(),
    st.builds(Phase, name=st.just("Early"), price=MINOR),
    st.builds(Phase, name=st.just("Early"), percent=PERCENT),
)
CODES = st.one_of(st.none(), st.builds(Promotion, code=st.just("CODE"), terms=TERMS))


def line(minor, *, quantity=1, rate="8.1", included=True, currency="CHF"):
    unit = Money(minor, currency)
    return price_line("A", quantity=quantity, unit_price=unit, tax_rate=Decimal(rate), tax_included=included)


@st.composite
def contexts(draw, *, rates: int = 1) -> PriceContext:
    included, currency = draw(st.booleans()), draw(st.sampled_from(["CHF", "JPY", "KWD"]))
    lines = [
        line(
            draw(MINOR),
            quantity=draw(st.integers(1, 20)),
            rate=str(draw(PERCENT)),
            included=included,
            currency=currency,
        )
        for _ in range(rates)
    ]
    return PriceContext(
        lines=tuple(lines),
        tax_included=included,
        due_now=draw(st.one_of(st.none(), st.builds(Money, MINOR, st.just(currency)))),
        people=draw(st.integers(1, 6)),
        sessions=draw(st.integers(1, 6)),
        relation=draw(st.sampled_from(list(Relation))),
        phase=draw(PHASES),
        discounts=tuple(draw(st.lists(DISCOUNTS, max_size=4))),
        coupon=draw(CODES),
        referral=draw(CODES),
    )


@whatever_the_speed
@given(contexts())
def test_quotes_agree_with_an_independent_calculation(context):
    made = quote(context)
    told = [found.total.minor for found in made.adjustments], sum(tax.minor for _, tax in made.taxes), made.total.minor
    assert told == oracle(context)


@whatever_the_speed
@given(contexts(rates=3))
def test_lines_of_several_rates_add_up(context):
    made = quote(context)
    every = made.lines + made.adjustments
    amounts, taxes = sum(row.total.minor for row in every), sum(row.tax.minor for row in every)
    assert made.total.minor == amounts + (0 if made.tax_included else taxes) >= 0
    assert Money(0, made.total.currency) <= made.due_now <= made.total
    assert all(row.total == row.unit_price * row.quantity for row in every)
    for rate in {row.tax_rate for row in every}:
        left = sum(row.total.minor for row in every if row.tax_rate == rate)
        tax = sum(row.tax.minor for row in every if row.tax_rate == rate)
        share = rate / (100 + rate) if made.tax_included else rate / 100
        assert left >= 0
        # Lines that nothing was taken off keep their own rounding, half a unit each.
        assert abs(tax - left * share) <= Decimal("1.5")


def full_context(**changes) -> PriceContext:
    """Everything applies at once to four places at 100.00."""
    discounts = (
        Discount("package", "Ten sessions", Terms(amount=1000), least=10),
        Discount("connection", "For friends", Terms(percent=Decimal(10))),
        Discount("group", "Four or more", Terms(percent=Decimal(5)), least=4),
        Discount("group", "Three or more", Terms(percent=Decimal(2)), least=3),
    )
    values = {
        "lines": (line(10000, quantity=4),),
        "tax_included": True,
        "people": 4,
        "sessions": 10,
        "relation": Relation.VIP,
        "phase": Phase("Early bird", price=9000),
        "discounts": discounts,
        "coupon": Promotion("SPRING", Terms(percent=Decimal(50))),
        "referral": Promotion("FROM-EVE", Terms(amount=500)),
    }
    return PriceContext(**{**values, **changes})


def test_everything_at_once_stands_in_the_fixed_order():
    made = quote(full_context())
    assert [(row.description, row.quantity, row.total.minor) for row in made.adjustments] == [
        ("Early bird", 4, -4000),
        ("Four or more", 1, -1800),
        ("For friends", 1, -3420),
        ("Ten sessions", 1, -1000),
        ("Promotion code SPRING", 1, -14890),
        ("Recommended with FROM-EVE", 1, -500),
    ]
    assert (made.total.minor, made.taxes) == (14390, ((Decimal("8.1"), Money(1078, "CHF")),))


def test_a_late_phase_costs_more():
    made = quote(full_context(phase=Phase("Late", price=12000), discounts=(), coupon=None, referral=None))
    assert [(row.description, row.total.minor) for row in made.adjustments] == [("Late", 8000)]
    assert made.total.minor == 48000


def test_what_is_free_bears_no_tax_and_is_not_due():
    whole = Promotion("ALL", Terms(percent=Decimal(100)))
    made = quote(full_context(lines=(line(333, rate="8.1"), line(334, rate="2.6")), phase=None, coupon=whole))
    assert (made.total, made.due_now) == (Money(0, "CHF"), Money(0, "CHF"))
    assert [tax.minor for _, tax in made.taxes] == [0, 0]


def test_a_deposit_is_due_as_far_as_something_is_left_of_the_price():
    plain = {"phase": None, "discounts": (), "referral": None, "due_now": Money(14000, "CHF")}
    assert quote(full_context(**plain)).due_now == Money(14000, "CHF")
    low = Promotion("LOW", Terms(percent=Decimal(90)))
    assert quote(full_context(**plain, coupon=low)).due_now == Money(4000, "CHF")


def test_the_order_is_the_one_that_is_promised():
    assert registry.names() == ["phase", "group", "connection", "package", "coupon", "referral"]


@pytest.mark.parametrize("name", registry.names())
@given(data=st.data())
@settings(whatever_the_speed, max_examples=25)
def test_every_adjustment_keeps_the_contract(name, data):
    """None or a change in the same currency, told in words, the same whenever it is asked."""
    context, entry = data.draw(contexts()), registry.get(name)
    so_far = Money(data.draw(MINOR), context.lines[0].total.currency)
    found = entry.change(context, so_far=so_far)
    assert found == entry.change(context, so_far=so_far)
    if found is not None:
        assert (found.unit.currency, bool(found.unit), found.quantity >= 1) == (so_far.currency, True, True)
        assert found.description
