"""What parts of an order come to."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from booking.payments.plan_rules import fit_to, is_out_of_grace, missing_of, split_by, state_of, step_due

amounts = st.lists(st.integers(0, 10**6), min_size=1, max_size=8)
DUE, AGREED = date(2027, 2, 1), date(2027, 1, 4)
SCHEDULE = [{"days": -3}, {"days": 3}, {"days": 10}]


@given(total=st.integers(0, 10**7), weights=amounts.filter(any))
def test_shares_lose_nothing(total, weights):
    assert sum(split_by(total, weights)) == total


def test_what_does_not_divide_goes_to_the_first():
    assert split_by(1000, [1, 1, 1]) == [334, 333, 333]


@given(total=st.integers(0, 10**7), was=amounts)
def test_fitted_amounts_come_to_the_total(total, was):
    assert sum(fit_to(total, was)) == total


def test_the_latest_parts_give_way_first():
    assert fit_to(300, [200, 150, 150]) == [200, 100, 0]
    assert fit_to(520, [200, 150, 150]) == [200, 150, 170]


def test_money_covers_the_oldest_first():
    assert missing_of([200, 150, 150], paid=250) == [0, 100, 150]
    assert missing_of([200, 150, 150], paid=900) == [0, 0, 0]


def test_a_part_is_overdue_from_the_next_day():
    states = [state_of(5, due_on=DUE, today=date(2027, day // 100, day % 100)) for day in (131, 201, 202)]
    assert states == ["upcoming", "due", "overdue"]
    assert state_of(0, due_on=DUE, today=DUE) == "paid"


def test_steps_are_taken_in_their_time_once():
    def step(today: date, taken: int | None = None, agreed: date = AGREED) -> int | None:
        return step_due(SCHEDULE, taken=taken, due_on=DUE, agreed_on=agreed, today=today)

    assert step(date(2027, 1, 28)) is None
    assert step(date(2027, 1, 29)) == -3
    assert step(date(2027, 1, 30), taken=-3) is None
    assert step(date(2027, 2, 1)) is None
    assert step(date(2027, 2, 4), taken=-3) == 3
    assert step(date(2027, 3, 1)) == 10
    assert step(date(2027, 3, 1), taken=10) is None
    assert step(date(2027, 1, 30), agreed=date(2027, 1, 30)) is None


def test_grace_ends_after_its_last_day():
    assert not is_out_of_grace(DUE, grace_days=7, today=date(2027, 2, 8))
    assert is_out_of_grace(DUE, grace_days=7, today=date(2027, 2, 9))
    assert not is_out_of_grace(DUE, grace_days=None, today=date(2030, 1, 1))
