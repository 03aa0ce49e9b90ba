"""Who comes: whose share of the places is taken, and who else is named (CAP-2, BKG-12)."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from booking.checkout.purchase import Purchase
from booking.core.gate import fold_identity
from booking.offerings.models.variants import WHOLE
from booking.reservations.entry import shares_left
from booking.reservations.selectors import places_left
from booking.reservations.services import Companion
from booking.scheduling.selectors import scheduled_dates

_GUEST = ("name", "email", "tell")


@dataclass(frozen=True, slots=True)
class Share:
    """A type of participant to choose; `left` are the places it has in the scarcest of the dates."""

    name: str
    left: int
    wanted: int

    @property
    def is_open(self) -> bool:
        return self.left >= self.wanted

    @property
    def label(self) -> str:
        name = self.name[:1].upper() + self.name[1:]
        if self.left == 0:
            return gettext("%(type)s, sold out") % {"type": name}
        places = ngettext("%(count)s place left", "%(count)s places left", self.left) % {"count": self.left}
        if self.is_open:
            return f"{name}, {places}"
        return gettext("%(type)s, only %(places)s") % {"type": name, "places": places}


def shares_of(purchase: Purchase, *, now: datetime) -> list[Share]:
    """The types to choose from, none where the price tier settles it or there is no choice; at most three queries."""
    offering, choice = purchase.offering, purchase.choice
    types = list(offering.participant_types)
    if len(types) < 2 or purchase.variant.participant_type:
        return []
    if purchase.books_slots:
        return [Share(name, offering.participant_types[name], choice.quantity) for name in types]
    whole = purchase.variant.scope in WHOLE
    dates = scheduled_dates(offering, references=None if whole else choice.sessions)
    sessions = [session for session in dates if session.starts_at > now]
    left = shares_left([(session, offering) for session in sessions], left=places_left(sessions, now=now), now=now)
    scarcest = {name: min((row[name] for row in left.values()), default=0) for name in types}
    return [Share(name, scarcest[name], choice.quantity) for name in types]


class RadioSelect(forms.RadioSelect):
    """Types of participant; those without enough places cannot be chosen. Templates go by the name of the class."""

    def __init__(self, shares: list[Share]):
        super().__init__()
        self.closed = {share.name for share in shares if not share.is_open}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.closed:
            option["attrs"]["disabled"] = True
        return option


class ShareField(forms.ChoiceField):
    """A type of participant that has places; the first of them is marked."""

    def __init__(self, shares: list[Share]):
        super().__init__(
            label=_("Who takes part?"),
            choices=[(share.name, share.label) for share in shares],
            initial=next((share.name for share in shares if share.is_open), None),
            widget=RadioSelect(shares),
            error_messages={"required": _("Choose who takes part."), "invalid_choice": _("Choose who takes part.")},
        )

    def validate(self, value):
        super().validate(value)
        if value in self.widget.closed:
            raise forms.ValidationError(_("There are not enough places left for this choice."))


def guest_fields(number: int) -> dict[str, forms.Field]:
    """Name, mail address and wish of one of the others; the first is number 2. All of it may be left out."""
    labels = {"number": number}
    return {
        guest_name(number, "name"): forms.CharField(
            label=_("Name of person %(number)s") % labels, required=False, max_length=120
        ),
        guest_name(number, "email"): forms.EmailField(
            label=_("Mail address of person %(number)s") % labels,
            required=False,
            error_messages={"invalid": _("Write a mail address such as name@example.com.")},
        ),
        guest_name(number, "tell"): forms.BooleanField(label=_("Tell them by mail when it is booked"), required=False),
    }


def guest_name(number: int, part: str) -> str:
    return f"guest-{number}-{part}"


def read_guests(form: forms.Form, *, quantity: int) -> tuple[Companion, ...]:
    """Those who were named, in order; what is missing of one is told beside its field."""
    found = []
    for number in range(2, quantity + 1):
        name, email, tell = (form.cleaned_data.get(guest_name(number, part)) or "" for part in _GUEST)
        name = " ".join(name.split())
        if not name and (email or tell):
            form.add_error(guest_name(number, "name"), gettext("Write the name of this person."))
        elif tell and not email and guest_name(number, "email") not in form.errors:
            form.add_error(guest_name(number, "email"), gettext("Write the address we are to tell them at."))
        elif name:
            found.append(Companion(name, fold_identity(email), bool(tell)))
    return tuple(found)


def guest_values(guests: tuple[Companion, ...]) -> dict[str, object]:
    """What the fields of these guests would have sent."""
    values = {}
    for number, guest in enumerate(guests, start=2):
        values |= {
            guest_name(number, "name"): guest.name,
            guest_name(number, "email"): guest.email,
            guest_name(number, "tell"): guest.is_told,
        }
    return values
