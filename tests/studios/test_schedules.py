"""Every schedule that can be written is read, and written as it was read (SCH-1, SCH-2)."""

import pytest

from booking.studios.problems import StudioFileError
from booking.studios.schema import STUDIO, Context
from booking.studios.services import read_file
from booking.studios.writing import write_document
from tests.studios.studio_files import BASE

OLD = 'schedule: {starts: 2027-01-05, at: "18:00", repeat: {every: 1, unit: week, on: [tue]}}'
MONTHLY = '{starts: 2027-01-05, at: "18:00", repeat: {every: 1, unit: month, '
PLAN = '{days: {from: 2027-06-10, to: 2027-06-12, rest: [2027-06-11]}, sessions: [{from: "09:00", to: "11:00"}]'

GOOD = {
    "every tenth day": '{starts: 2027-01-05, at: "18:00", repeat: {every: 10, unit: day}, count: 5}',
    "first and third Saturday": MONTHLY + "on: [sat], position: [1, 3]}}",
    "one position": MONTHLY + "on: [sat], position: -1}}",
    "numbered weekdays": MONTHLY + 'on: ["1 mon", "-1 fri"]}}',
    "last of the month": MONTHLY + "month_days: [15, -1]}}",
    "listed, one skipped, one moved": '{dates: ["2027-02-01T18:00", "2027-02-03T18:00"], skip: [2027-02-01], '
    'move: [{from: "2027-02-03T18:00", to: "2027-02-04T18:00"}]}',
    "one more": '{dates: ["2027-02-01T18:00"], extra: ["2027-02-01T20:00"], skip: [2027-02-01]}',
    "plan": '{days: {from: 2027-06-10, to: 2027-06-12, rest: [2027-06-11]}, sessions: [{from: "09:00", to: "11:00", '
    'title: Silence, days: [2027-06-10]}, {from: "14:00", to: "15:00"}], breaks: [{from: "12:00", to: "13:00", '
    "title: Lunch}, {from: \"15:00\", to: \"15:30\", days: [2027-06-12]}]}",
    "changes": '{starts: 2027-01-05, at: "18:00", repeat: {every: 1, unit: week}, changes: [{from: 2027-02-02, '
    'days: 0, at: "19:00"}, {from: 2027-03-02, to: 2027-03-02, facilitators: [ana@quay.example], capacity: 3, '
    "overbooking: 0}]}",
}  # fmt: skip
BAD = {
    MONTHLY + "on: [sat], position: 0}}": "1 to 5, or -1 for the last",
    MONTHLY + 'on: ["1 sat"], position: 1}}': "a position only with `unit: month` and plain weekdays in `on`",
    MONTHLY + "month_days: [0]}}": "1 to 31, or -1 for the last",
    '{starts: 2027-01-05, at: "18:00", repeat: {every: 1, unit: week, on: ["1 sat"]}}': "weekdays with a number only",
    '{starts: 2027-01-05, at: "18:00", repeat: {every: 0, unit: week}}': "a whole number from 1 to 100",
    '{starts: 2027-01-05, at: "18:00", repeat: {every: 1, unit: week, on: [sat]}, until: 2027-01-07}': "no date at all",
    '{starts: 2027-01-05, at: "18:00", count: 3}': "`repeat` beside `until` or `count`",
    PLAN + ', breaks: [{from: "10:00", to: "10:30"}]}': "the break at 2027-06-10 10:00 lies in a meeting",
    PLAN + ", changes: [{from: 2027-06-10}]}": "what changes: `days`, `at`, `minutes`",
    PLAN + ", changes: [{from: 2027-06-10, to: 2027-06-09, capacity: 2}]}": "a date from 2027-06-10 on",
    PLAN + ", changes: [{from: 2027-06-10, facilitators: [bob@quay.example]}]}": "a person with a profile of this file",
    PLAN + ", skip: [2027-13-99]}": "a date from 2000 to 2100",
}


def read(schedule: str):
    assert OLD in BASE
    return read_file(BASE.replace(OLD, f"schedule: {schedule}").encode())


@pytest.mark.parametrize("name", GOOD)
def test_a_schedule_is_written_as_it_was_read(name):
    _, values = read(GOOD[name])
    text = write_document(STUDIO.write(values, context=Context()))
    _, again = read_file(text.encode())
    assert again == values


@pytest.mark.parametrize("schedule", BAD)
def test_a_schedule_that_cannot_be_is_refused_with_the_reason(schedule):
    with pytest.raises(StudioFileError) as refusal:
        read(schedule)
    assert [BAD[schedule] in f"{problem}" for problem in refusal.value.problems] == [True], refusal.value


SINGLE = '      - {slug: single, name: Single, price: "120.00"'


def with_term(keys: str, *, tier: str = ""):
    """A lesson with these keys, its only price with others."""
    lesson = BASE.replace("    name: Lesson\n", f"    name: Lesson\n{keys}", 1)
    return read_file(lesson.replace(SINGLE, f"{SINGLE}{tier}", 1).encode())


TERM = "    term_start: 2027-01-11\n    term_end: 2027-07-02\n"


def test_a_term_is_written_as_it_was_read():
    _, values = with_term(f"    allow_weekly: true\n    schedule_note: By the week\n{TERM}", tier=", price_per: term")
    lesson = values["offerings"][0]
    assert (lesson["term_end"], lesson["variants"][0]["price_per"]) == ("2027-07-02", "term")
    _, again = read_file(write_document(STUDIO.write(values, context=Context())).encode())
    assert again == values


@pytest.mark.parametrize(
    ("keys", "tier", "reason"),
    [
        ("    allow_weekly: true\n    term_start: 2027-01-11\n", "", "lessons are weekly until the term ends"),
        ("    term_start: 2027-01-11\n    term_end: 2027-01-10\n", "", "a day within a year from 2027-01-11"),
        ("    term_start: 2027-01-11\n    term_end: 2029-01-10\n", "", "a day within a year from 2027-01-11"),
        (TERM, ", price_per: term", "a price per term only where `allow_weekly` is true"),
        (
            f"    allow_weekly: true\n{TERM}",
            ", sessions: 4, price_per: term",
            "a price per term only for single lessons",
        ),
    ],
)
def test_a_term_that_cannot_be_is_refused(keys, tier, reason):
    with pytest.raises(StudioFileError) as refusal:
        with_term(keys, tier=tier)
    assert [reason in f"{problem}" for problem in refusal.value.problems] == [True], refusal.value


def test_weekly_lessons_are_for_appointments():
    with pytest.raises(StudioFileError, match="weekly lessons only for appointments"):
        read_file(BASE.replace("    name: Flow\n", f"    name: Flow\n    allow_weekly: true\n{TERM}", 1).encode())


MINIMUM = "    minimum: {participants: 3, "


def with_minimum(rest: str):
    return read_file(BASE.replace(f"    {OLD}\n", f"    {OLD}\n{MINIMUM}{rest}\n").encode())


@pytest.mark.parametrize("rest", ["days_before: 3, else: call_off}", "by: 2027-01-20}"])
def test_a_minimum_is_written_as_it_was_read(rest):
    _, values = with_minimum(rest)
    assert values["offerings"][1]["minimum"]["participants"] == 3
    _, again = read_file(write_document(STUDIO.write(values, context=Context())).encode())
    assert again == values


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        ("else: call_off}", "when it is decided: `by` a date, or `days_before` it starts"),
        ("by: 2027-01-20, days_before: 3}", "when it is decided: `by` a date, or `days_before` it starts"),
        ("by: 2027-01-20}\n    minimum_participants: 3", "either `minimum` or `minimum_participants`"),
    ],
)
def test_a_minimum_that_cannot_be_is_refused(rest, reason):
    with pytest.raises(StudioFileError) as refusal:
        with_minimum(rest)
    assert [reason in f"{problem}" for problem in refusal.value.problems] == [True], refusal.value
