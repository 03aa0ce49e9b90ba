"""The types of question a form can ask. A plugin adds one by registering a class here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar

from django import forms

from booking.core.errors import Malformed
from booking.core.gate import check_text
from booking.core.registry import Registry

# From here on a list to scroll is easier than buttons to compare.
_MOST_RADIO_BUTTONS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is asked. `options` are the answers to choose from; a `sensitive` answer is stored sealed."""

    slug: str
    type: str
    label: str
    help: str = ""
    required: bool = False
    sensitive: bool = False
    options: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Question":
        """A question of a stored version."""
        return cls(**{**stored, "options": tuple(stored.get("options", ()))})

    def to_json(self) -> dict[str, object]:
        """The same as plain JSON values, every key spelled out."""
        return {**asdict(self), "options": list(self.options)}


class FieldType:
    """Base of all types. An answer that `is_blank` counts as not given and never reaches `clean`."""

    name: ClassVar[str]
    label: ClassVar[str]
    takes_options: ClassVar[bool] = False
    missing: ClassVar[str] = "Answer this question."

    def is_blank(self, raw: object) -> bool:
        """Whether nothing was answered."""
        return raw is None or (isinstance(raw, str) and not raw.strip())

    def clean(self, question: Question, raw: object) -> object:
        """The JSON value to keep. Raises ValueError with a sentence for the person who answered."""
        raise NotImplementedError

    def form_field(self, question: Question) -> forms.Field:
        """A field that asks the question on a page; its value passes `clean` afterwards."""
        raise NotImplementedError


registry: Registry[type[FieldType]] = Registry("type of question")


def field_type_of(question: Question) -> FieldType:
    """Raises UnknownEntry for a type nobody registered."""
    return registry.get(question.type)()


def _asked(question: Question) -> dict[str, object]:
    return {"label": question.label, "help_text": question.help, "required": question.required}


class _Written(FieldType):
    longest: ClassVar[int]

    def clean(self, question, raw):
        if not isinstance(raw, str):
            raise ValueError("Answer in words.")
        text = raw.replace("\r\n", "\n").strip()
        try:
            check_text(text)
        except Malformed:
            raise ValueError("Leave out characters that cannot be shown.") from None
        if len(text) > self.longest:
            raise ValueError(f"Use at most {self.longest:,} characters; this has {len(text):,}.")
        return text


@registry.register("text")
class Text(_Written):
    name, label, longest = "text", "One line", 200

    def clean(self, question, raw):
        text = super().clean(question, raw)
        if "\n" in text or "\r" in text:
            raise ValueError("Answer in one line.")
        return text

    def form_field(self, question):
        return forms.CharField(max_length=self.longest, **_asked(question))


@registry.register("long_text")
class LongText(_Written):
    name, label, longest = "long_text", "Several lines", 5000

    def form_field(self, question):
        return forms.CharField(max_length=self.longest, widget=forms.Textarea({"rows": 4}), **_asked(question))


@registry.register("choice")
class Choice(FieldType):
    name, label, takes_options = "choice", "One of several answers", True

    def clean(self, question, raw):
        if raw not in question.options:
            raise ValueError("Choose one of the answers offered.")
        return raw

    def form_field(self, question):
        options = [(option, option) for option in question.options]
        if len(options) > _MOST_RADIO_BUTTONS:
            return forms.ChoiceField(choices=[("", "Choose"), *options], **_asked(question))
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **_asked(question))


@registry.register("yes_no")
class YesNo(FieldType):
    name, label = "yes_no", "Yes or no"

    def clean(self, question, raw):
        if isinstance(raw, bool):
            return raw
        if raw not in ("yes", "no"):
            raise ValueError("Answer yes or no.")
        return raw == "yes"

    def form_field(self, question):
        return forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect, **_asked(question))


@registry.register("consent")
class Consent(FieldType):
    """A box to tick. Leaving it empty is no answer, so that a required one must be ticked."""

    name, label, missing = "consent", "Consent", "Tick the box to go on."

    def is_blank(self, raw):
        return raw is False or super().is_blank(raw)

    def clean(self, question, raw):
        if raw is not True and raw not in ("on", "yes", "true"):
            raise ValueError("Tick the box to agree.")
        return True

    def form_field(self, question):
        return forms.BooleanField(**_asked(question))
