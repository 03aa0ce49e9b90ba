from datetime import UTC, datetime

import pytest

from booking.core.errors import Invalid
from booking.core.sealing import unseal
from booking.intake.fields import Question
from booking.intake.models import FormVersion, Submission
from booking.intake.selectors import current_version, questions_of, read_answers
from booking.intake.services import save_form, submit_answers

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
GOALS = Question(slug="goals", type="long_text", label="What would you like to reach?", required=True)
INJURIES = Question(slug="injuries", type="long_text", label="Injuries", sensitive=True)
LEVEL = Question(slug="level", type="choice", label="Level", options=("beginner", "regular"))
CONSENT = Question(slug="consent", type="consent", label="You may keep this", required=True)
ALL = [GOALS, INJURIES, LEVEL, CONSENT]


@pytest.fixture
def form(organization):
    return save_form("health", mandatory=True, questions=ALL)


@pytest.fixture
def optional_form(organization):
    return save_form("extra", mandatory=False, questions=ALL)


def refused(form, answers):
    with pytest.raises(Invalid) as refusal:
        submit_answers(form, answers, now=NOW)
    return sorted(refusal.value.fields)


def test_form_saved_twice_keeps_its_version(form):
    save_form("health", mandatory=True, questions=ALL)
    assert (FormVersion.objects.count(), questions_of(form)) == (1, ALL)


def test_form_with_other_questions_gets_a_new_version(form):
    save_form("health", mandatory=True, questions=[GOALS])
    assert (current_version(form).number, questions_of(form)) == (2, [GOALS])


def test_form_changes_duty_without_a_new_version(form):
    assert (save_form("health", mandatory=False, questions=ALL).mandatory, FormVersion.objects.count()) == (False, 1)


def test_answers_keep_the_version_they_answered(form):
    submission = submit_answers(form, {"goals": "Rest", "consent": True}, now=NOW)
    save_form("health", mandatory=True, questions=[LEVEL])
    fresh = Submission.objects.get(pk=submission.pk)
    assert read_answers(fresh) == [(GOALS, "Rest"), (CONSENT, True)]


def test_sensitive_answers_are_never_stored_in_plain(form):
    submission = submit_answers(form, {"goals": "Rest", "injuries": "left knee", "consent": "on"}, now=NOW)
    row = Submission.objects.filter(pk=submission.pk).values().get()
    assert "left knee" not in str(row)
    assert (row["answers"], unseal(row["sealed_answers"])) == (
        {"goals": "Rest", "consent": True},
        {"injuries": "left knee"},
    )
    assert {q.slug: value for q, value in read_answers(submission)}["injuries"] == "left knee"


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({}, ["answers.consent", "answers.goals"]),
        ({"goals": "Rest", "consent": False}, ["answers.consent"]),
        ({"goals": "Rest", "consent": True, "level": "expert"}, ["answers.level"]),
        ({"goals": "Rest", "consent": True, "shoe": "42"}, ["answers.shoe"]),
        ({"goals": ["Rest"], "consent": True}, ["answers.goals"]),
    ],
)
def test_mandatory_form_refuses_by_field(form, answers, fields):
    assert refused(form, answers) == fields
    assert Submission.objects.count() == 0


def test_optional_form_may_be_skipped(optional_form):
    assert submit_answers(optional_form, {"goals": "  ", "consent": False}, now=NOW) is None


def test_optional_form_once_begun_wants_what_is_required(optional_form):
    assert refused(optional_form, {"level": "regular"}) == ["answers.consent", "answers.goals"]


def test_optional_form_refuses_unknown_answers(optional_form):
    assert refused(optional_form, {"shoe": "42"}) == ["answers.consent", "answers.goals", "answers.shoe"]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Question(slug="Bad Slug", type="text", label="x"), "questions[0].slug"),
        (Question(slug="q", type="colour", label="x"), "questions[0].type"),
        (Question(slug="q", type="choice", label="x", options=("only",)), "questions[0].options"),
        (Question(slug="q", type="text", label="x", options=("a", "b")), "questions[0].options"),
        (Question(slug="q", type="text", label=" "), "questions[0].label"),
    ],
)
def test_form_that_cannot_be_asked_is_refused(organization, question, field):
    with pytest.raises(Invalid) as refusal:
        save_form("broken", mandatory=False, questions=[question])
    assert list(refusal.value.fields) == [field]


def test_form_with_a_question_twice_is_refused(organization):
    with pytest.raises(Invalid) as refusal:
        save_form("broken", mandatory=False, questions=[GOALS, GOALS])
    assert list(refusal.value.fields) == ["questions[0].slug", "questions[1].slug"]
