"""Price tiers."""

from booking.offerings.kinds import registry as kinds
from booking.offerings.models.variants import Cadence, PricePer, Scope
from booking.studios.schema.composites import Key, ListOf, Section
from booking.studios.schema.prices import PHASES
from booking.studios.schema.scalars import Amount, OneOf, Text, Whole, rate, slug
from booking.studios.schema.types import Context, Spot


def _rate_of_organization(values: dict, context: Context) -> object:
    return context.organization.get("vat", {}).get("default_rate")


def _scope_by_kind(values: dict, context: Context) -> str:
    kind = context.parents[-2].get("kind")
    if kind not in kinds:
        return Scope.DATE.value
    return kinds.get(kind).scope_for(sessions=values.get("sessions", 1)).value


def _check_repeat(values: dict, spot: Spot) -> None:
    if values["on"] and values["unit"] != "week":
        spot.child("on").refuse("weekdays only for weeks")


def _check_variant(values: dict, spot: Spot) -> None:
    price = values["price"]
    if values["deposit"] is not None and values["deposit"] > price:
        spot.child("deposit").refuse("at most the price")
    if values["rest_due_days"] is not None and (values["deposit"] is None or values["plan"]):
        spot.child("rest_due_days").refuse("days only beside a deposit without a plan")
    values["plan"] = sorted(values["plan"], key=lambda step: step["due_days"])
    if values["plan"] and sum(step["amount"] for step in values["plan"]) != price:
        spot.child("plan").refuse("amounts that add up to the price", found="a plan with another sum")
    for name in ("cadence", "repeat", "valid_days"):
        if values[name] and values["sessions"] == 1 and not (name == "valid_days" and values["credits"]):
            spot.child(name).refuse(f"{'a ' if name == 'cadence' else ''}{name} only for several sessions")
    if values["price_per"] == PricePer.TERM and values["sessions"] != 1:
        spot.child("price_per").refuse("a price per term only for single lessons")
    if values["cadence"] and values["repeat"]:
        spot.child("repeat").refuse("either a cadence or repeat")
    if values["credits_most"] and values["credits_most"] > (values["credit_price"] or 0):
        spot.child("credits_most").refuse("at most the credit_price")


REPEAT = Section(
    Key("every", Whole(1, 99), default=1),
    Key("unit", OneOf("day", "week", "month")),
    Key("on", ListOf(OneOf("mon", "tue", "wed", "thu", "fri", "sat", "sun"), unique="", most=7), default=[]),
    check=_check_repeat,
)
VARIANT = Section(
    Key("slug", slug()),
    Key("name", Text(120)),
    Key("description", Text(300), default=""),
    Key("price", Amount()),
    Key("phases", PHASES, default=[]),
    Key("vat_rate", rate, default=_rate_of_organization),
    Key("sessions", Whole(1, 500), default=1),
    Key("scope", OneOf(*Scope.values), default=_scope_by_kind),
    Key("cadence", OneOf(*Cadence.values), default=""),
    Key("repeat", REPEAT, default={}),
    Key("price_per", OneOf(*PricePer.values), default=PricePer.LESSON.value),
    Key("valid_days", Whole(1, 3650, "days"), default=None),
    Key("credits", Whole(0, 100_000, "credits"), default=0),
    Key("credit_price", Whole(1, 100_000, "credits"), default=None),
    Key("credits_most", Whole(1, 100_000, "credits"), default=None),
    Key("length", Whole(1, 1440, "minutes"), default=None),
    Key("participant_type", Text(40), default=""),
    Key("deposit", Amount(), default=None),
    Key("rest_due_days", Whole(0, 365, "days"), default=None),
    Key("plan", ListOf(Section(Key("due_days", Whole(0, 3650)), Key("amount", Amount())), most=60), default=[]),
    check=_check_variant,
)
