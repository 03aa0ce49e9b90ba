"""Pure decisions about forms: which questions can be asked, and which answers will do."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from booking.core.errors import Invalid
from booking.intake.fields import Question, field_type_of, registry

_SLUG = re.compile(r"^[a-z0-9][a-z0-9_-]{0,59}$")
_LONGEST_LABEL = 500


def check_questions(questions: Sequence[Question]) -> None:
    """Raises Invalid with fields such as "questions[0].type"."""
    fields: dict[str, list[str]] = {}
    seen = Counter(question.slug for question in questions)
    for position, question in enumerate(questions):
        for name, sentence in _problems_of(question):
            fields[f"questions[{position}].{name}"] = [sentence]
        if seen[question.slug] > 1:
            fields[f"questions[{position}].slug"] = [f"{question.slug!r} is used by two questions"]
    if fields:
        raise Invalid("The form cannot be asked like this.", fields=fields)


def _problems_of(question: Question) -> list[tuple[str, str]]:
    problems = []
    if not _SLUG.match(question.slug):
        problems.append(("slug", "lower-case letters, digits, - and _, at most 60"))
    if not 1 <= len(question.label.strip()) <= _LONGEST_LABEL:
        problems.append(("label", f"1 to {_LONGEST_LABEL} characters"))
    if question.type not in registry:
        problems.append(("type", f"one of: {', '.join(registry.names())}"))
    elif field_type_of(question).takes_options and len(set(question.options)) < 2:
        problems.append(("options", "at least two different answers to choose from"))
    elif not field_type_of(question).takes_options and question.options:
        problems.append(("options", f"a question of type {question.type} has none"))
    return problems


def clean_answers(
    questions: Sequence[Question], raw: Mapping[str, object], *, mandatory: bool
) -> dict[str, object] | None:
    """The answers to keep, by slug in the order of the questions; None when the form was skipped and may be.

    Raises Invalid with fields such as "answers.goals".
    """
    known = {question.slug for question in questions}
    fields = {f"answers.{slug}": ["This is not a question of the form."] for slug in raw if slug not in known}
    given = [question for question in questions if not field_type_of(question).is_blank(raw.get(question.slug))]
    if not fields and not given and not mandatory:
        return None
    answers = {}
    for question in questions:
        if question in given:
            try:
                answers[question.slug] = field_type_of(question).clean(question, raw[question.slug])
            except ValueError as problem:
                fields[f"answers.{question.slug}"] = [str(problem)]
        elif question.required:
            fields[f"answers.{question.slug}"] = [missing_sentence(question)]
    if fields:
        raise Invalid("Some answers need another look.", fields=fields)
    return answers


def missing_sentence(question: Question) -> str:
    """What is said to somebody who left out a required answer."""
    return field_type_of(question).missing
