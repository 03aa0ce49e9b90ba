"""Credit notes add up to their invoice, whatever is taken off in whatever parts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.billing.chart import grows_on
from booking.billing.rules import Line, lines_to_credit, tax_shares, what_is_left
from booking.core.money import Money, round_half_up

RATES = [Decimal("0"), Decimal("2.6"), Decimal("8.1"), Decimal("25")]


def line(gross: int, rate: Decimal, *, tax_included: bool) -> Line:
    tax = round_half_up(Decimal(gross) * rate / (100 + rate))
    total = gross if tax_included else gross - tax
    return Line("x", 1, total, total, rate, tax)


@given(
    amounts=st.lists(st.tuples(st.integers(-500, 5000), st.sampled_from(RATES)), min_size=1, max_size=6),
    cuts=st.lists(st.integers(1, 3000), max_size=8),
    tax_included=st.booleans(),
)
def test_parts_add_up_to_the_whole_rate_by_rate(amounts, cuts, tax_included):
    lines = [line(gross, rate, tax_included=tax_included) for gross, rate in amounts]
    whole = sum(gross for gross, _ in amounts)
    if whole <= 0:
        return
    credited: list[Line] = []
    for cut in [*cuts, whole]:
        left = what_is_left(lines, credited=credited, tax_included=tax_included)
        open_ = sum(share.gross for share in left)
        if not open_:
            break
        part = lines_to_credit(left, by=Money(min(cut, open_), "CHF"), tax_included=tax_included, description="Off")
        assert sum(share.gross for share in tax_shares(part, tax_included=tax_included)) == min(cut, open_)
        credited += part
    left = what_is_left(lines, credited=credited, tax_included=tax_included)
    assert {(share.net, share.tax) for share in left} == {(0, 0)}


@pytest.mark.parametrize("account", ["", "cash", "cash:", "vat", "revenue:x", "receivables:", "elsewhere"])
def test_accounts_outside_the_chart_are_refused(account):
    with pytest.raises(ValueError, match="there is no account"):
        grows_on(account)
