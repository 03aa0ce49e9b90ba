"""Fifty at once for what there is only so much of in prices (PAY-9), with and without the protection."""

import pytest

from tests.races.crowd import rush
from tests.races.paths import BASE
from tests.servers import Installation

pytestmark = [pytest.mark.race, pytest.mark.soak]

CLIENTS, LIMIT = 50, 10
SEAT = {**BASE, "offering": "club", "variant": "seat"}
TEN_TIMES, ONCE_EACH = {**SEAT, "coupon": "ten-times"}, {**SEAT, "coupon": "once-each"}
EARLY = {**BASE, "offering": "club", "variant": "early"}


def uses(installation: Installation) -> int:
    return installation.count("pricing_use WHERE given_back_at IS NULL")


def at_lower_price(installation: Installation) -> int:
    return installation.count("billing_orderline WHERE total < 0")


def test_fifty_at_once_use_a_code_exactly_as_often_as_it_may_be(crowded):
    installation = crowded()
    outcome = rush(installation, TEN_TIMES, clients=CLIENTS)
    assert outcome.answers == {(201, ""): LIMIT, (422, "validation"): CLIENTS - LIMIT}
    assert (uses(installation), at_lower_price(installation)) == (LIMIT, LIMIT)
    again = {"customer": {"name": "The same", "email": "same@example.com"}}
    outcome = rush(installation, ONCE_EACH, clients=CLIENTS, **again)
    assert outcome.answers == {(201, ""): 1, (422, "validation"): CLIENTS - 1}
    assert uses(installation) == LIMIT + 1


def test_fifty_at_once_get_exactly_the_places_of_a_phase(crowded):
    """Whoever comes too late pays the regular price, or is told that it changed; nobody pays what they did not see."""
    installation = crowded()
    outcome = rush(installation, EARLY, clients=CLIENTS)
    assert set(outcome.answers) <= {(201, ""), (409, "price_changed")}
    assert (uses(installation), at_lower_price(installation)) == (LIMIT, LIMIT)


def test_without_the_protection_a_code_is_used_too_often(crowded):
    installation = crowded(unsafe=True)
    rush(installation, TEN_TIMES, clients=CLIENTS)
    assert at_lower_price(installation) > LIMIT
