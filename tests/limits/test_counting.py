"""The counter itself: windows on a virtual clock, outside of every transaction."""

import time
from datetime import timedelta

import pytest
from django.db import transaction

from booking.core.errors import TooManyRequests
from booking.core.limits import Charge, forget_old_windows, spend
from booking.core.limits.storage import store
from tests.conftest import NOW
from tests.figures import print_figure

EVE, ANA = Charge("booking", "address 203.0.113.9"), Charge("booking", "address 203.0.113.10")
SECOND = timedelta(seconds=1)


def passes(*charges: Charge, at) -> bool:
    try:
        spend(charges, now=at)
    except TooManyRequests:
        return False
    return True


def test_a_window_ends_by_the_clock(limits):
    limits(booking="2/60")
    assert [passes(EVE, at=NOW + n * SECOND) for n in (0, 30, 31, 59)] == [True, True, False, False]
    assert [passes(EVE, at=NOW + n * SECOND) for n in (60, 61, 62, 119)] == [True, True, False, False]
    assert passes(EVE, at=NOW + 120 * SECOND)


def test_a_refusal_says_when_to_come_back(limits):
    limits(booking="1/60")
    spend([EVE], now=NOW)
    with pytest.raises(TooManyRequests) as refusal:
        spend([EVE], now=NOW + timedelta(seconds=12.5))
    assert refusal.value.retry_after_seconds == 48
    assert passes(EVE, at=NOW + timedelta(seconds=12.5 + 48))


def test_everybody_has_their_own_window_and_every_class_too(limits):
    limits(booking="1/60", quote="1/60")
    assert passes(EVE, at=NOW)
    assert passes(ANA, at=NOW)
    assert passes(Charge("quote", EVE.subject), at=NOW)
    assert not passes(EVE, at=NOW)


def test_one_charge_over_its_limit_refuses_all(limits):
    limits(sign_in="10/60", sign_in__account="1/60")
    account = Charge("sign-in.account", "eve@example.com")
    assert passes(Charge("sign-in", EVE.subject), account, at=NOW)
    assert not passes(Charge("sign-in", ANA.subject), account, at=NOW)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_rolled_back_still_counts(limits):
    limits(booking="1/60")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        spend([EVE], now=NOW)
        raise ZeroDivisionError
    assert not passes(EVE, at=NOW)


def test_closed_windows_are_forgotten(limits):
    limits(booking="1/60")
    spend([EVE], now=NOW)
    spend([ANA], now=NOW + 30 * SECOND)
    forget_old_windows(now=NOW + 60 * SECOND)
    assert store().run("SELECT key FROM core_limits", ()) == [(ANA.key,)]


def test_neither_addresses_nor_tokens_are_kept(limits):
    spend([EVE], now=NOW)
    (row,) = store().run("SELECT key FROM core_limits", ())
    assert len(row[0]) == 16
    assert b"203" not in row[0]


def test_a_decision_costs_next_to_nothing(limits):
    """The fastest of many batches: whatever else the machine does is not the counter's."""
    limits(booking="1000000/60")
    spend([EVE], now=NOW)
    wall, cpu = (min(times) for times in zip(*(batch(size=50) for _ in range(20)), strict=True))
    database = type(store()).__name__.removesuffix("Store").lower()
    print_figure("limit_decision", database=database, ms=wall * 1000, cpu_ms=cpu * 1000)
    assert cpu < 0.001


def batch(*, size: int) -> tuple[float, float]:
    """Seconds of one decision, on the wall and of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(size):
        spend([EVE], now=NOW)
    return (time.perf_counter() - wall) / size, (time.process_time() - cpu) / size
