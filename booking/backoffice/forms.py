"""What staff fill in to book for somebody."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from booking.backoffice.reading import read_wall
from booking.checkout.forms import DetailsForm
from booking.checkout.labels import tier_label
from booking.checkout.selection import eligible_people, length_choices
from booking.core.money import Money
from booking.core.timezones import wall_clock
from booking.intake.selectors import questions_of
from booking.notifications.times import describe_start
from booking.offerings.models import Offering, Variant
from booking.offerings.models.variants import WHOLE
from booking.offerings.selectors import active_variants
from booking.payments.selectors import available_providers
from booking.people.viewers import STAFF
from booking.pricing.labels import prices_now
from booking.reservations.cadence import LATER
from booking.reservations.selectors import STAFF_SOURCE
from booking.reservations.services import BookingRequest
from booking.reservations.services.prepare import is_booked_by_slots
from booking.scheduling.models import Session

_WORDS = {"name": _("Name"), "email": _("Mail address"), "phone": _("Phone"), "note": _("What the customer says")}


class StaffBookingForm(DetailsForm):
    """The customer's details and answers, what is booked and when, and how it is paid."""

    variant = forms.ChoiceField(label=_("What"))
    session = forms.ChoiceField(label=_("Date"), required=False)
    starts_at = forms.CharField(
        label=_("Day and time"), max_length=20, required=False, widget=forms.TextInput({"type": "datetime-local"})
    )
    length = forms.ChoiceField(label=_("Minutes"), required=False)
    instructor = forms.ChoiceField(label=_("With whom"), required=False)
    quantity = forms.IntegerField(label=_("Places"), min_value=1, max_value=settings.MOST_PLACES_PER_BOOKING, initial=1)
    participant_type = forms.ChoiceField(label=_("Who comes"), required=False)
    provider = forms.ChoiceField(label=_("Paid by"))

    field_order = ("variant", "session", "starts_at", "length", "instructor", "quantity", "participant_type")

    def __init__(self, *args, offering: Offering, dates: list[Session], now: datetime, **kwargs):
        questions = questions_of(offering.form) if offering.form else []
        super().__init__(*args, offering=offering, questions=questions, **kwargs)
        variants = active_variants(offering)
        self.offering, self.variants = offering, {variant.slug: variant for variant in variants}
        zone = offering.organization.timezone
        for name, label in _WORDS.items():
            self.fields[name].label, self.fields[name].help_text = label, ""
            self.fields[name].widget.attrs["autocomplete"] = "off"
        tiers = zip(variants, prices_now(variants, offering=offering, now=now), strict=True)
        choices = {
            "variant": [(v.slug, tier_label(v, price_now=price)) for v, price in tiers],
            "session": [(date.reference, describe_start(date.starts_at, timezone=zone)) for date in dates],
            "length": [(length, length) for length in length_choices(offering)],
            "instructor": [("", _("whoever is free")), *((p.slug, p.name) for p in eligible_people(offering))],
            "participant_type": [(kind, kind) for kind in offering.participant_types],
            "provider": [(known.name, known.label) for known in _providers(offering)],
        }
        for name, options in choices.items():
            self.fields[name].choices = options
        for name in self._not_asked(choices):
            del self.fields[name]
        if "starts_at" in self.fields:
            tomorrow = wall_clock(now, zone).replace(hour=9, minute=0)
            self.fields["starts_at"].initial = f"{tomorrow:%Y-%m-%dT%H:%M}"

    def _not_asked(self, choices: dict[str, list]) -> list[str]:
        by_time = is_booked_by_slots(self.offering)
        is_whole = bool(self.variants) and all(variant.scope in WHOLE for variant in self.variants.values())
        spare = [] if by_time else ["starts_at"]
        spare += ["session"] if by_time or is_whole else []
        spare += ["instructor"] if len(choices["instructor"]) < 2 else []
        return spare + [name for name in ("length", "participant_type") if not choices[name]]

    @property
    def chosen_variant(self) -> Variant:
        variant = self.variants[self.cleaned_data["variant"]]
        variant.offering, variant.organization = self.offering, self.offering.organization
        return variant

    def booking_request(self) -> BookingRequest:
        """What the booking services take. Raises Invalid for no time."""
        said, variant, zone = self.cleaned_data, self.chosen_variant, self.offering.organization.timezone
        starts_at = read_wall(said["starts_at"], timezone=zone, field="starts_at") if "starts_at" in said else None
        takes_one = said.get("session") and variant.scope not in WHOLE
        people = {person.slug: person for person in eligible_people(self.offering)}
        return BookingRequest(
            offering=self.offering,
            variant=variant,
            **self.details(),
            timezone=zone,
            source=STAFF_SOURCE,
            language=self.offering.organization.language_code,
            starts_at=(starts_at,) if starts_at else (),
            sessions=(said["session"],) if takes_one else (),
            instructor=people.get(said.get("instructor", "")),
            length=int(said["length"]) if said.get("length") and not variant.length else None,
            quantity=said["quantity"],
            rest=LATER if variant.sessions > 1 and not variant.follows else "",
            viewer=STAFF,
            answers=self.answers(),
        )


def _providers(offering: Offering) -> list:
    """The ways to pay for what costs something; what is free is booked as free."""
    return available_providers(offering, total=Money(1, offering.organization.currency))
