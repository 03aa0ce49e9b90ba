"""The slot function against a minute-by-minute walk, on random hours around clock changes of many kinds.

ALMANAC_FIRST_SEED draws other questions than the usual ones.
"""

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from booking.availability.rules import free_starts, is_free
from tests.availability import oracle
from tests.availability.configurations import DAY, random_question
from tests.availability.oracle import minute_of, slow_free_starts
from tests.figures import print_figure
from tests.sizes import SIZES

pytestmark = pytest.mark.either_database

FIRST_SEED = int(os.environ.get("ALMANAC_FIRST_SEED", "0"))
PARTS = 4


def seeds_of(part: int, *, parts: int = PARTS) -> range:
    return range(FIRST_SEED + part, FIRST_SEED + SIZES.random_configurations, parts)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_free_starts_equal_the_walk(part):
    begun, starts, empty = perf_counter(), 0, 0
    for seed in seeds_of(part):
        question = random_question(seed)
        found = free_starts(**question)
        assert found == slow_free_starts(**question), f"seed {seed}: {question!r}"
        starts += len(found)
        empty += not found
    seeds = seeds_of(part)
    print_figure(
        "slot oracle",
        seeds=f"{seeds.start} to {seeds[-1]}, every {PARTS}th",
        configurations=len(seeds),
        starts=starts,
        without_starts=empty,
        seconds=round(perf_counter() - begun, 1),
    )


@pytest.mark.soak
def test_is_free_equals_being_listed():
    for seed in seeds_of(0):
        chance, question = Random(-1 - seed), random_question(seed)
        listed = free_starts(**question)
        after, before = question.pop("after"), question.pop("before")
        asked = {at + shift for at in listed[:20] for shift in (-60, -1, 0, 1)}
        asked |= {after, before - 1, chance.randint(after, before)}
        inside = {at for at in asked if after <= at < before}
        free = {at for at in inside if is_free(start=at, **question)}
        assert free == inside & set(listed), f"seed {seed}: {question!r}"


def with_rules(question, **changes):
    return {**question, "rules": replace(question["rules"], **changes)}


def with_hours(question, **changes):
    return {**question, "hours": replace(question["hours"], **changes)}


def with_tails_cut(question):
    """Hours end at midnight."""
    weekly = tuple(replace(window, end=min(window.end, 1440)) for window in question["hours"].weekly)
    return with_hours(question, weekly=weekly)


FAULTS = {
    "no buffer before": lambda q: with_rules(q, buffer_before=0),
    "no buffer after": lambda q: with_rules(q, buffer_after=0),
    "no day limit": lambda q: with_rules(q, per_day=None),
    "no week limit": lambda q: with_rules(q, per_week=None),
    "a minute too short": lambda q: with_rules(q, length=max(1, q["rules"].length - 1)),
    "no exceptions": lambda q: with_hours(q, exceptions={}),
    "no holidays": lambda q: with_hours(q, closed_days=frozenset()),
    "no hours behind midnight": with_tails_cut,
    "hours in UTC": lambda q: with_hours(q, timezone="UTC"),
    "first busy time overlooked": lambda q: {**q, "busy": sorted(q["busy"])[1:]},
    "busy times a second longer": lambda q: {**q, "busy": [(s, e + 1) for s, e in q["busy"] if s < e]},
    "taken an hour later": lambda q: {**q, "taken": [at + 3600 for at in q["taken"]]},
    "first moment overlooked": lambda q: {**q, "after": q["after"] + 1},
    "last moment included": lambda q: {**q, "before": q["before"] + 1},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_walk_notices_a_slot_function_with_a_fault(fault):
    """The negative control: as many questions as the short form asks."""
    for seed in range(500):
        question = random_question(seed)
        wrong = free_starts(**FAULTS[fault](question))
        # The walk agrees with the right answer on every seed, as shown above; it is asked only where it matters.
        if wrong != free_starts(**question):
            assert wrong != slow_free_starts(**question)
            return
    pytest.fail(f"{fault}: nobody noticed")


def test_oracle_is_short_and_shares_nothing_with_the_product():
    text = Path(oracle.__file__).read_text()
    imported = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert imported == [
        "from datetime import UTC, datetime, timedelta",
        "from functools import lru_cache",
        "from zoneinfo import ZoneInfo",
    ]
    assert len(text.splitlines()) <= 150


def test_oracle_knows_the_known_changes():
    """What the walk says of days that almanacs print."""
    told = {
        ("Europe/Zurich", datetime(2027, 3, 28, 2, 30)): datetime(2027, 3, 28, 1, 30),
        ("Europe/Zurich", datetime(2027, 10, 31, 2, 30)): datetime(2027, 10, 31, 0, 30),
        ("Africa/Cairo", datetime(2027, 4, 30)): datetime(2027, 4, 29, 22),
        ("Australia/Lord_Howe", datetime(2027, 10, 3, 2, 10)): datetime(2027, 10, 2, 15, 40),
        ("Pacific/Apia", datetime(2011, 12, 30, 9)): datetime(2011, 12, 30, 19),
    }
    for (zone, wall), instant in told.items():
        assert minute_of(zone, wall) == int(instant.replace(tzinfo=UTC).timestamp()) // 60, (zone, wall)


def test_questions_cover_what_hours_can_be():
    """Random is not enough: every kind of configuration is among those that the short form asks."""
    questions = [random_question(seed) for seed in range(500)]
    rules = [question["rules"] for question in questions]
    hours = [question["hours"] for question in questions]
    changed = [q for q in questions if _changes_offset(q["hours"].timezone, after=q["after"], before=q["before"])]
    counts = {
        "zones": len({each.timezone for each in hours}),
        "around a clock change": len(changed),
        "crossing midnight": sum(any(window.end > 1440 for window in each.weekly) for each in hours),
        "exceptions": sum(bool(each.exceptions) for each in hours),
        "closed by exception": sum(() in each.exceptions.values() for each in hours),
        "holidays": sum(bool(each.closed_days) for each in hours),
        "buffer before": sum(each.buffer_before > 0 for each in rules),
        "buffer after": sum(each.buffer_after > 0 for each in rules),
        "day limit": sum(each.per_day is not None for each in rules),
        "week limit": sum(each.per_week is not None for each in rules),
        "busy": sum(bool(question["busy"]) for question in questions),
        "taken": sum(bool(question["taken"]) for question in questions),
    }
    assert {name: count for name, count in counts.items() if count < 50} == {}


def _changes_offset(zone: str, *, after: int, before: int) -> bool:
    first, last = (datetime.fromtimestamp(at, UTC).date() for at in (after - DAY, before + DAY))
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    noons = [minute_of(zone, datetime(day.year, day.month, day.day, 12)) for day in days]
    return any(later - earlier != 1440 for earlier, later in pairwise(noons))
