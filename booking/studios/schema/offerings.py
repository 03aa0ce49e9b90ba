"""Policies, forms and what can be booked."""

from datetime import date, timedelta

from booking.intake.fields import registry as field_types
from booking.offerings.kinds import registry as kinds
from booking.offerings.models.offerings import Delivery, PriceFrom, Staffing, Visibility
from booking.offerings.models.variants import PricePer
from booking.payments.providers import registry as providers
from booking.studios.schema.composites import Key, ListOf, MapOf, OneOrMany, Ref, Section, optional
from booking.studios.schema.earnings import EARNINGS
from booking.studios.schema.named import Registered
from booking.studios.schema.people import BUFFER, facilitator
from booking.studios.schema.prices import DISCOUNTS
from booking.studios.schema.scalars import (
    Amount,
    Flag,
    OneOf,
    Prose,
    Text,
    Whole,
    language,
    picture_file,
    slug,
    web_address,
)
from booking.studios.schema.schedules import Schedule
from booking.studios.schema.times import Day
from booking.studios.schema.types import Context, Spot
from booking.studios.schema.variants import VARIANT

# Columns of the same names that hold days.
DAYS = ("registration_opens", "registration_deadline", "term_start", "term_end")
# Ways to pay that a file may name before the installation has a provider for them.
METHODS = ("card", "twint", "qr_bill", "transfer", "on_site", "wallet", "credits")


def _longest_notice_first(tiers: list[dict]) -> list[dict]:
    return sorted(tiers, key=lambda tier: -tier["until_hours"])


def _check_policy(values: dict, spot: Spot) -> None:
    values["refund_tiers"] = _longest_notice_first(values["refund_tiers"])


_TIER = Section(Key("until_hours", Whole(0, 87_600, "hours")), Key("percent", Whole(0, 100)))
POLICY = Section(
    Key("cancel_until_hours", Whole(0, 8760, "hours"), default=24),
    Key("reschedule_until_hours", Whole(0, 8760, "hours"), default=24),
    Key("late_cancel_fee", Amount(), default=0),
    Key("no_show_fee", Amount(), default=0),
    Key("refund_tiers", ListOf(_TIER, unique="until_hours", most=20), default=[]),
    Key("leniency_per_month", Whole(0, 31), default=0),
    Key("waive_hours", Whole(0, 720, "hours"), default=48),
    check=_check_policy,
)
POLICIES = MapOf(POLICY, known_as="policies")


def _check_question(values: dict, spot: Spot) -> None:
    takes_options = field_types.get(values["type"]).takes_options
    if takes_options and len(values["options"]) < 2:
        spot.child("options").refuse("at least two options to choose from")
    elif not takes_options and values["options"]:
        spot.child("options").refuse(f"options only for questions that offer a choice, not for {values['type']}")


QUESTION = Section(
    Key("slug", slug()),
    Key("type", Registered(field_types)),
    Key("label", Text(300)),
    Key("help", Text(500), default=""),
    Key("required", Flag(), default=False),
    Key("sensitive", Flag(), default=False),
    Key("options", ListOf(Text(200), unique="", most=100), default=[]),
    check=_check_question,
)
FORM = Section(
    Key("mandatory", Flag(), default=False),
    Key("questions", ListOf(QUESTION, unique="slug", least=1, most=100)),
)
FORMS = MapOf(FORM, known_as="forms")


def _is_by_slot(values: dict) -> bool:
    return values.get("kind") in kinds and kinds.get(values["kind"]).books == "slots"


def _has_no_times(values: dict) -> bool:
    return values.get("kind") in kinds and kinds.get(values["kind"]).books == "nothing"


def _check_without_times(values: dict, spot: Spot) -> None:
    if values["schedule"] is not None:
        spot.child("schedule").refuse("no schedule: there is nothing to come to")
    tiers = spot.child("variants")
    for index, tier in enumerate(values["variants"]):
        if not tier["credits"]:
            place = tiers.item(index, tiers.node.items[index]).child("credits")
            place.refuse("how many credits it gives", found="none")


def _capacity_by_kind(values: dict, context: Context) -> int | None:
    return 1 if _is_by_slot(values) else None


def _delivery_by_kind(values: dict, context: Context) -> str:
    return Delivery.ONLINE.value if values.get("kind") == "livestream" else Delivery.IN_PERSON.value


def _check_offering(values: dict, spot: Spot) -> None:
    if _is_by_slot(values):
        if values["schedule"] is not None:
            spot.child("schedule").refuse("no schedule: appointments are booked from their facilitators' hours")
        if not values["facilitators"]:
            spot.child("facilitators").refuse("at least one facilitator, whose hours are booked", found="none")
    elif _has_no_times(values):
        _check_without_times(values, spot)
    elif len(values["length"]) > 1:
        spot.child("length").refuse("one length; only appointments offer a choice")
    capacity = values["capacity"]
    if capacity is not None and sum(values["participant_types"].values()) > capacity:
        spot.child("participant_types").refuse(f"at most {capacity} places in all, the capacity")
    _check_participant_types(values, spot)
    _check_entry(values, spot)
    _check_term(values, spot)
    _check_rates(values, spot)
    if values["minimum"] and values["minimum_participants"]:
        spot.child("minimum_participants").refuse("either `minimum` or `minimum_participants`", found="both")
    least = values["minimum"].get("participants", 0)
    if capacity is not None and least > capacity:
        spot.child("minimum").refuse(f"at most {capacity} participants, the capacity", found=str(least))
    if capacity is not None and (values["minimum_participants"] or 0) > capacity:
        spot.child("minimum_participants").refuse(f"at most {capacity}, the capacity")


def _check_participant_types(values: dict, spot: Spot) -> None:
    types = values["participant_types"]
    for index, variant in enumerate(values["variants"]):
        if variant["participant_type"] and variant["participant_type"] not in types:
            known = ", ".join(types) or "none"
            spot.child("variants").child(index).child("participant_type").refuse(f"one of participant_types: {known}")


def _check_entry(values: dict, spot: Spot) -> None:
    opens, closes = values["registration_opens"], values["registration_deadline"]
    if opens and closes and opens > closes:
        spot.child("registration_opens").refuse(f"a day up to {closes}, the registration deadline")
    if values["slug"] in values["prerequisites"]:
        spot.child("prerequisites").refuse("other offerings, not this one itself")


def _check_term(values: dict, spot: Spot) -> None:
    starts, ends = values["term_start"], values["term_end"]
    if starts and ends and not date.fromisoformat(starts) <= date.fromisoformat(ends) <= _a_year_after(starts):
        spot.child("term_end").refuse(f"a day within a year from {starts}, the start of the term", found=ends)
    if values["allow_weekly"]:
        if not _is_by_slot(values):
            spot.child("allow_weekly").refuse("weekly lessons only for appointments")
        for name in ("term_start", "term_end"):
            if values[name] is None:
                spot.child(name).refuse("a day, because lessons are weekly until the term ends", found="nothing")
        return
    for index, variant in enumerate(values["variants"]):
        if variant["price_per"] == PricePer.TERM:
            place = spot.child("variants").child(index).child("price_per")
            place.refuse("a price per term only where `allow_weekly` is true")


def _check_rates(values: dict, spot: Spot) -> None:
    for index, variant in enumerate(values["variants"] if values["price_from"] == PriceFrom.RATE else []):
        if variant["plan"]:
            spot.child("variants").child(index).child("plan").refuse("no plan: what it comes to depends on the rate")


def _a_year_after(day: str) -> date:
    return date.fromisoformat(day) + timedelta(days=366)


WAITLIST = Section(
    Key("enabled", Flag(), default=True),
    Key("max", Whole(1), default=None),
    Key("order", OneOf("signup", "score"), default="signup"),
    Key("offer_minutes", Whole(1, 43_200, "minutes"), default=120),
)


def _check_minimum(values: dict, spot: Spot) -> None:
    if (values["by"] is None) == (values["days_before"] is None):
        spot.refuse("when it is decided: `by` a date, or `days_before` it starts")


MINIMUM = Section(
    Key("participants", Whole(1)),
    Key("by", Day(), default=None),
    Key("days_before", Whole(0, 365, "days"), default=None),
    Key("else", OneOf("call_off", "staff_decides"), default="staff_decides"),
    check=_check_minimum,
)
OFFERING = Section(
    Key("slug", slug()),
    Key("kind", Registered(kinds)),
    Key("name", Text(120)),
    Key("summary", Text(300), default=""),
    Key("description", Prose(), default=""),
    Key("picture", picture_file, default=""),
    Key("picture_alt", Text(200), default=""),
    Key("category", Text(60), default=""),
    Key("tags", ListOf(Text(60), unique="", most=30), default=[]),
    Key("language", language(), default=""),
    Key("visibility", OneOf(*Visibility.values), default=Visibility.PUBLIC.value),
    Key("active", Flag(), default=True),
    Key("facilitators", ListOf(facilitator, unique="", most=20), default=[]),
    Key("staffing", OneOf(*Staffing.values), default=Staffing.TOGETHER.value),
    Key("delivery", OneOf(*Delivery.values), default=_delivery_by_kind),
    Key("place", Ref("places", singular="place"), default=None),
    Key("resources", ListOf(Ref("resources", singular="resource"), unique="", most=20), default=[]),
    Key("meeting_url", web_address, default=""),
    Key("length", OneOrMany(Whole(1, 1440, "minutes")), default=[]),
    Key("slot_step", Whole(1, 1440, "minutes"), default=30),
    optional(
        "window",
        Section(Key("notice_hours", Whole(0, 8760, "hours"), default=0), Key("days", Whole(1, 3650), default=180)),
    ),
    optional("buffer", BUFFER),
    Key("capacity", Whole(1), default=_capacity_by_kind),
    Key("overbooking", Whole(0), default=0),
    Key("approval", Flag(), default=False),
    Key("minimum_participants", Whole(1), default=None),
    Key("minimum", MINIMUM, default={}),
    Key("participant_types", MapOf(Whole(1), name=Text(40)), default={}),
    Key("waitlist", WAITLIST, default={}),
    Key("schedule", Schedule(), default=None),
    Key("registration_opens", Day(), default=None),
    Key("registration_deadline", Day(), default=None),
    Key("entry_closes_after", Whole(0, 500, "sessions"), default=0),
    Key("allow_weekly", Flag(), default=False),
    Key("term_start", Day(), default=None),
    Key("term_end", Day(), default=None),
    Key("schedule_note", Text(300), default=""),
    Key("prerequisites", ListOf(Ref("offerings", singular="offering"), unique="", most=20), default=[]),
    Key("policy", Ref("policies", singular="policy"), default=None),
    Key("form", Ref("forms", singular="form"), default=None),
    Key("outcomes", ListOf(Text(300), most=50), default=[]),
    Key("itinerary", ListOf(Section(Key("title", Text(200)), Key("text", Prose(5000), default=""))), default=[]),
    Key("bring", ListOf(Text(300), most=50), default=[]),
    Key("instructions", Prose(), default=""),
    Key("faq", ListOf(Section(Key("question", Text(300)), Key("answer", Prose(5000)))), default=[]),
    Key("testimonials", ListOf(Section(Key("quote", Prose(2000)), Key("name", Text(120), default=""))), default=[]),
    Key("milestones", ListOf(Section(Key("name", Text(120)), Key("due_days", Whole(0, 3650)))), default=[]),
    Key("price_from", OneOf(*PriceFrom.values), default=PriceFrom.VARIANT.value),
    Key("discounts", DISCOUNTS, default=[]),
    Key("variants", ListOf(VARIANT, unique="slug", least=1, most=50)),
    optional("payment", Section(Key("methods", ListOf(Registered(providers, *METHODS), unique=""), default=[]))),
    Key("earnings", EARNINGS, default=None),
    check=_check_offering,
)
OFFERINGS = ListOf(OFFERING, unique="slug", known_as="offerings")
