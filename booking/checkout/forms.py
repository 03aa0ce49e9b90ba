"""Who books, and what the offering wants to know of them."""

from collections.abc import Iterable, Mapping, Sequence

import phonenumbers
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from booking.checkout.company import Share, ShareField, guest_fields, guest_name, guest_values, read_guests
from booking.core.errors import Invalid
from booking.intake.fields import Question, field_type_of
from booking.intake.rules import missing_sentence
from booking.offerings.models import Offering

_PREFIX = "answer-"
_DETAILS = ("name", "email", "phone")
_TYPE = "participant_type"
_MOST_OF_A_NOTE = 2000


class DetailsForm(forms.Form):
    """Who books, who else comes, a note, a code, and one field per question.

    What the answers must be is decided by the intake room.
    """

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Mail address"),
        error_messages={
            "required": _("Write your mail address, such as name@example.com."),
            "invalid": _("Write a mail address such as name@example.com."),
        },
        help_text=_("Your confirmation and the link to change your booking go there."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        help_text=_("Only for short-notice changes."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )

    coupon = forms.CharField(
        label=_("Promotion code"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    note = forms.CharField(
        label=_("A note for us"),
        required=False,
        max_length=_MOST_OF_A_NOTE,
        help_text=_("What we should know before you come."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self,
        *args,
        offering: Offering,
        questions: Iterable[Question],
        shares: Sequence[Share] = (),
        quantity: int = 1,
        **kwargs,
    ):
        super().__init__(*args, label_suffix="", **kwargs)
        self.country, self.quantity = offering.organization.country, quantity
        if shares:
            self.fields[_TYPE] = ShareField(list(shares))
        for number in range(2, quantity + 1):
            self.fields |= guest_fields(number)
        for question in questions:
            field = field_type_of(question).form_field(question)
            # A form that may be skipped as a whole asks for nothing until something is answered.
            field.required = field.required and offering.form.mandatory
            field.error_messages["required"] = missing_sentence(question)
            self.fields[f"{_PREFIX}{question.slug}"] = field

    def clean_name(self) -> str:
        """One line: a name with breaks would write lines of its own into our mail."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, self.country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("Write a number such as +41 44 668 18 00, or leave it out."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        cleaned["guests"] = read_guests(self, quantity=self.quantity)
        return cleaned

    def details(self) -> dict[str, object]:
        """What a valid form says of the people: name, email and phone, whose places they take, guests and note."""
        return {name: self.cleaned_data.get(name, "") for name in (*_DETAILS, _TYPE, "guests", "note", "coupon")}

    def answers(self) -> dict[str, object]:
        """Raw answers by question, those left empty included."""
        return {
            name.removeprefix(_PREFIX): value for name, value in self.cleaned_data.items() if name.startswith(_PREFIX)
        }

    def add_refusal(self, refusal: Invalid) -> None:
        """Show what a service refused beside the fields it is about, the rest above the form."""
        ours = {_form_name(name): sentences for name, sentences in refusal.fields.items()}
        ours = {name: sentences for name, sentences in ours.items() if name in self.fields}
        for name, sentences in ours.items():
            for sentence in sentences:
                self.add_error(name, sentence)
        if not ours:
            self.add_error(None, refusal.detail)

    def type_field(self) -> forms.BoundField | None:
        return self[_TYPE] if _TYPE in self.fields else None

    def guest_rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each of the others, by their number."""
        numbers = range(2, self.quantity + 1)
        return [(number, [self[guest_name(number, part)] for part in ("name", "email", "tell")]) for number in numbers]

    def detail_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in _DETAILS]

    def answer_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(_PREFIX)]


def typed_values(data: QueryDict) -> dict[str, object]:
    """What was typed so far, to be shown again without being judged."""
    return {name: values[0] if len(values) == 1 else values for name, values in data.lists()}


def form_values(details: Mapping[str, object], *, answers: Mapping[str, object]) -> dict[str, object]:
    """Details and cleaned answers as this form would have sent them."""
    words = {True: "yes", False: "no"}
    told = {f"{_PREFIX}{slug}": words.get(value, value) for slug, value in answers.items()}
    plain = {name: value for name, value in details.items() if name != "guests"}
    return {**plain, **guest_values(details["guests"]), **told}


def _form_name(field: str) -> str:
    return field.replace("answers.", _PREFIX, 1) if field.startswith("answers.") else field
