"""What is kept is never wrong: after every change and every tick of the clock, kept and fresh answers are the same."""

import random
import re
from datetime import timedelta
from difflib import unified_diff

import pytest
from django.db import connection
from django.test import Client

from booking.core.changes import forget_all, triggers
from booking.core.clock import frozen_at
from booking.core.ownership import acting_as_owner
from tests.conftest import NOW
from tests.figures import print_figure
from tests.reading.random_changes import Changes
from tests.sizes import SIZES

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

_SLOTS = "/api/v1/offerings/{}/slots/?from={}&to={}"
ADDRESSES = [
    _SLOTS.format("coaching", "2027-01-04", "2027-01-31"),
    _SLOTS.format("lesson", "2027-01-05", "2027-01-12") + "&timezone=America/New_York&length=30",
    _SLOTS.format("lesson", "2027-01-05", "2027-01-31") + "&instructor=ben-lind",
    "/api/v1/offerings/",
    "/api/v1/offerings/coaching/",
    "/api/v1/offerings/tuesday-flow/",
    "/api/v1/offerings/tuesday-flow/sessions/?page_size=5",
    "/",
    "/offerings/",
    "/offerings/coaching/",
    "/offerings/tuesday-flow/?quantity=2",
    "/offerings/june-retreat/",
    "/offerings/open-circle/",
    "/offerings/lesson/",
    "/api/v1/offerings/open-circle/sessions/",
    "/schedule.ics",
    "/people/ben-lind/",
    "/schedule/",
    "/book/tuesday-flow/",
    "/book/lesson/",
]
# The way on carries what was chosen, sealed anew each time.
_SEALED = re.compile(r'(?:(?<=choice=)|(?<=cursor=))[^"&]+')
# Asked in other words each time, so that nothing but its parts can have been kept.
_VARIED = "/offerings/tuesday-flow/?round={}&timezone=Asia/Tokyo"
_TICKS = [0, 0, 0, 1, 7, 61, 300, 599, 601, 3600, 40_000]


@pytest.fixture
def unnoticed(studio):
    """The protection off: nobody notes what changes."""
    with acting_as_owner():
        triggers.take_down()
    yield
    with acting_as_owner():
        triggers.put_up()


def test_kept_answers_are_what_fresh_ones_would_be(studio, settings, in_another_process):
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, (10**9, 60))
    compared, kept = compare(in_another_process, seed=1, rounds=SIZES.random_changes)
    print_figure("kept_answers", database=connection.vendor, compared=compared, kept=kept, different=0)
    assert kept > compared / 20


def test_unnoticed_changes_make_kept_answers_wrong(studio, settings, in_another_process, unnoticed):
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, (10**9, 60))
    with pytest.raises(AssertionError, match="is not what it would be"):
        compare(in_another_process, seed=1, rounds=40)


def differences(shown, true) -> list[str]:
    """The lines in which two answers differ."""
    texts = [
        [str(answer.status_code), *_SEALED.sub("", answer.content.decode()).splitlines()] for answer in (shown, true)
    ]
    return list(unified_diff(*texts, n=0, lineterm=""))


def compare(in_another_process, *, seed: int, rounds: int) -> tuple[int, int]:
    """How many answers were compared, and how many of them had been kept from before the last change."""
    changes, dice = Changes(seed), random.Random(seed)
    visitor, now, compared, kept = Client(headers={"host": "harbour.localhost"}), NOW, 0, 0
    for number in range(rounds):
        addresses = [*ADDRESSES, _VARIED.format(number)]
        with frozen_at(now):
            before = [visitor.get(address).content for address in ADDRESSES]
        now += timedelta(seconds=dice.choice(_TICKS))
        with frozen_at(now):
            done = in_another_process(changes.make, now=now)
            after = [visitor.get(address) for address in addresses]
            forget_all()
            fresh = [visitor.get(address) for address in addresses]
        for address, was, shown, true in zip(addresses, [*before, b""], after, fresh, strict=True):
            compared += 1
            kept += shown.content == was
            assert not differences(shown, true), f"{address} is not what it would be after {done} at {now}"
    return compared, kept
