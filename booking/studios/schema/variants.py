"""Price tiers."""

from booking.offerings.kinds import registry as kinds
from booking.offerings.models.variants import Scope
from booking.studios.schema.composites import Key, ListOf, Section
from booking.studios.schema.scalars import Amount, OneOf, Text, Whole, rate, slug
from booking.studios.schema.types import Context, Spot


def _rate_of_organization(values: dict, context: Context) -> object:
    return context.organization.get("vat", {}).get("default_rate")


def _scope_by_kind(values: dict, context: Context) -> str:
    kind = context.parents[-2].get("kind")
    if kind not in kinds:
        return Scope.DATE.value
    return kinds.get(kind).scope_for(sessions=values.get("sessions", 1)).value


def _check_variant(values: dict, spot: Spot) -> None:
    price = values["price"]
    if values["deposit"] is not None and values["deposit"] > price:
        spot.child("deposit").refuse("at most the price")
    values["plan"] = sorted(values["plan"], key=lambda step: step["due_days"])
    if values["plan"] and sum(step["amount"] for step in values["plan"]) != price:
        spot.child("plan").refuse("amounts that add up to the price", found="a plan with another sum")
    if values["cadence"] and values["sessions"] == 1:
        spot.child("cadence").refuse("a cadence only for several sessions")


VARIANT = Section(
    Key("slug", slug()),
    Key("name", Text(120)),
    Key("description", Text(300), default=""),
    Key("price", Amount()),
    Key("vat_rate", rate, default=_rate_of_organization),
    Key("sessions", Whole(1, 500), default=1),
    Key("scope", OneOf(*Scope.values), default=_scope_by_kind),
    Key("cadence", OneOf("weekly"), default=""),
    Key("length", Whole(1, 1440, "minutes"), default=None),
    Key("participant_type", Text(40), default=""),
    Key("deposit", Amount(), default=None),
    Key("plan", ListOf(Section(Key("due_days", Whole(0, 3650)), Key("amount", Amount())), most=60), default=[]),
    check=_check_variant,
)
