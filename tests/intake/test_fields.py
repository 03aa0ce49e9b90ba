"""One contract for every type of question, those of plugins included."""

import pytest
from django import forms

from booking.intake.fields import Question, registry

EXAMPLES = {
    "text": ("Ana", "Ana"),
    "long_text": (" two\r\nlines ", "two\nlines"),
    "choice": ("deep", "deep"),
    "yes_no": ("no", False),
    "consent": ("on", True),
}


def question_of(name, **changes):
    options = ("light", "deep") if registry.get(name).takes_options else ()
    return Question(**{"slug": "q", "type": name, "label": "Which?", "options": options, **changes})


@pytest.mark.parametrize("name", registry.names())
def test_field_type_cleans_what_its_own_form_field_yields(name):
    raw, expected = EXAMPLES[name]
    field = registry.get(name)().form_field(question_of(name, required=True))
    assert registry.get(name)().clean(question_of(name), field.clean(raw)) == expected


@pytest.mark.parametrize("name", registry.names())
def test_field_type_cleans_its_own_value_again(name):
    expected = EXAMPLES[name][1]
    assert registry.get(name)().clean(question_of(name), expected) == expected


@pytest.mark.parametrize("name", registry.names())
@pytest.mark.parametrize("raw", [{"a": 1}, ["x"], 3.5, "\x00", "\ud800", "x" * 5001])
def test_field_type_refuses_nonsense_with_a_sentence(name, raw):
    with pytest.raises(ValueError) as refusal:
        registry.get(name)().clean(question_of(name), raw)
    assert str(refusal.value)[-1] == "."


@pytest.mark.parametrize("name", registry.names())
@pytest.mark.parametrize("raw", [None, "", "  \n"])
def test_field_type_knows_when_nothing_was_answered(name, raw):
    assert registry.get(name)().is_blank(raw) is True


@pytest.mark.parametrize("name", registry.names())
def test_field_type_carries_wording_to_the_page(name):
    field = registry.get(name)().form_field(question_of(name, help="Take your time.", required=True))
    assert (isinstance(field, forms.Field), field.label, field.help_text, field.required) == (
        True,
        "Which?",
        "Take your time.",
        True,
    )


def test_question_survives_storage():
    question = question_of("choice", sensitive=True, help="h")
    assert Question.from_json(question.to_json()) == question


@pytest.mark.parametrize(("name", "longest"), [("text", 200), ("long_text", 5000)])
def test_written_answers_have_a_length(name, longest):
    kind = registry.get(name)()
    assert kind.clean(question_of(name), "x" * longest) == "x" * longest
    with pytest.raises(ValueError, match="at most"):
        kind.clean(question_of(name), "x" * (longest + 1))


def test_many_options_become_a_list_to_choose_from():
    question = question_of("choice", options=tuple("abcdefgh"))
    assert isinstance(registry.get("choice")().form_field(question).widget, forms.Select)
