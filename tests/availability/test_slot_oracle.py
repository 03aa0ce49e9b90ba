"""The slot function against a minute-by-minute walk, on random hours around clock changes of many kinds."""

import os
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.availability.rules import SlotRules, Window, WorkingHours, free_starts, is_free
from tests.availability.oracle import slow_free_starts

# The normal run repeats the same examples; asking for a number draws new ones.
EXAMPLES = int(os.environ.get("ALMANAC_SLOT_EXAMPLES", "500"))
REPEATABLE = "ALMANAC_SLOT_EXAMPLES" not in os.environ
DAY = 86_400

PLACES = [
    ("Europe/Zurich", date(2027, 3, 28)),
    ("Europe/Zurich", date(2027, 10, 31)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),  # half an hour back
    ("Australia/Lord_Howe", date(2027, 10, 3)),
    ("Antarctica/Troll", date(2027, 3, 28)),  # two hours
    ("Antarctica/Troll", date(2027, 10, 31)),
    ("Africa/Cairo", date(2027, 4, 30)),  # 00:00 does not exist
    ("Africa/Cairo", date(2027, 10, 29)),
    ("America/Santiago", date(2027, 4, 4)),  # 23:00 twice
    ("America/Santiago", date(2027, 9, 5)),
    ("Asia/Kathmandu", date(2027, 5, 12)),  # +05:45, no change
    ("Europe/Dublin", date(2027, 3, 28)),  # standard time is the summer's
    ("Europe/Dublin", date(2027, 10, 31)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
    ("Pacific/Apia", date(2027, 1, 1)),
    ("America/St_Johns", date(2010, 11, 7)),  # 00:01 goes back to 23:01 of the day before
    ("Africa/Casablanca", date(2027, 2, 7)),  # Ramadan
    ("Asia/Kolkata", date(2026, 12, 31)),  # ISO week 53
]

edges = st.one_of(st.integers(0, 1439), st.integers(0, 287).map(lambda slot: slot * 5), st.sampled_from([0, 120, 150]))


@st.composite
def day_windows(draw):
    start = draw(edges)
    lasting = draw(st.one_of(st.sampled_from([480, 240, 600, 1440, 0]), st.integers(30, 1440)))
    return start, start + lasting


@st.composite
def working_hours(draw, timezone, around):
    near = st.integers(-4, 5).map(lambda days: around + timedelta(days=days))
    weekdays = st.one_of(st.sampled_from([range(7), range(5), (5, 6)]), st.sets(st.integers(0, 6), min_size=1))
    patterns = draw(st.lists(st.tuples(weekdays, day_windows()), min_size=1, max_size=3))
    exceptions = draw(st.dictionaries(near, st.lists(day_windows(), max_size=3).map(tuple), max_size=3))
    holidays = draw(st.frozensets(near, max_size=2))
    weekly = tuple(Window(weekday, start, end) for days, (start, end) in patterns for weekday in days)
    return WorkingHours(timezone, weekly, exceptions, holidays)


@st.composite
def slot_rules(draw):
    return SlotRules(
        length=draw(st.one_of(st.sampled_from([60, 30, 90]), st.integers(5, 300))),
        step=draw(st.one_of(st.sampled_from([30, 15, 60]), st.integers(5, 120))),
        buffer_before=draw(st.sampled_from([0, 0, 7, 15])),
        buffer_after=draw(st.sampled_from([0, 0, 10, 45])),
        per_day=draw(st.sampled_from([None, None, None, None, 2, 3, 1, 0])),
        per_week=draw(st.sampled_from([None, None, None, None, 4, 3, 2, 1])),
    )


@st.composite
def questions(draw):
    timezone, around = draw(st.sampled_from(PLACES))
    midnight = int(datetime(around.year, around.month, around.day, tzinfo=UTC).timestamp())
    seconds = st.one_of(
        st.integers(-3 * DAY, 4 * DAY), st.integers(-3 * 288, 4 * 288).map(lambda fifth: fifth * 300)
    ).map(lambda offset: midnight + offset)
    lasting = st.one_of(st.integers(-600, 4 * 3600), st.integers(-1, 24).map(lambda fifth: fifth * 300))
    after = draw(seconds)
    return {
        "hours": draw(working_hours(timezone, around)),
        "rules": draw(slot_rules()),
        "after": after,
        "before": after + draw(st.sampled_from([2, 3, 1, 4, 0])) * DAY + draw(st.integers(0, DAY)),
        "busy": [(start, start + long) for start, long in draw(st.lists(st.tuples(seconds, lasting), max_size=12))],
        "taken": draw(st.lists(st.integers(midnight - 9 * DAY, midnight + 9 * DAY), max_size=6)),
    }


@settings(max_examples=EXAMPLES, deadline=None, derandomize=REPEATABLE, suppress_health_check=list(HealthCheck))
@given(questions())
def test_free_starts_equal_the_walk(question):
    assert free_starts(**question) == slow_free_starts(**question)


@settings(max_examples=EXAMPLES // 4, deadline=None, derandomize=REPEATABLE, suppress_health_check=list(HealthCheck))
@given(questions(), st.data())
def test_is_free_equals_being_listed(question, data):
    listed = free_starts(**question)
    after, before = question.pop("after"), question.pop("before")
    asked = {at + shift for at in listed[:20] for shift in (-60, -1, 0, 1)} | {after, before - 1}
    asked.add(data.draw(st.integers(after, before)))
    inside = {at for at in asked if after <= at < before}
    assert {at for at in inside if is_free(start=at, **question)} == inside & set(listed)
