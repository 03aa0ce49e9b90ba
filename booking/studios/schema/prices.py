"""What changes a price: phases of a tier, discounts of an offering, coupons of the studio."""

from decimal import Decimal

from booking.people.states import Relation
from booking.pricing.adjustments import DISCOUNT_KINDS
from booking.pricing.models import Coupon
from booking.studios.schema.composites import Key, ListOf, Ref, Section
from booking.studios.schema.scalars import Amount, OneOf, Pattern, Text, Whole, rate
from booking.studios.schema.times import Day
from booking.studios.schema.types import Context, Scalar, Spot, show_words

_NAMES = {"group": "Group discount", "connection": "Discount for people we know", "package": "Package discount"}
_MOST = 1_000_000


class _Code(Pattern):
    """Kept in capitals: case does not matter to whoever types it."""

    def read_scalar(self, spot: Spot, *, scalar: Scalar) -> object:
        text = super().read_scalar(spot, scalar=scalar)
        return text.upper() if isinstance(text, str) else text


def _need_one(values: dict, spot: Spot, *, names: tuple[str, str]) -> None:
    given = [name for name in names if values[name] is not None]
    if len(given) != 1:
        spot.refuse(f"either {show_words(names)}", found=" and ".join(given) or "neither")


def _check_days(values: dict, spot: Spot) -> None:
    if values["from"] and values["until"] and values["from"] > values["until"]:
        spot.child("from").refuse(f"a day up to {values['until']}, the last one")


def _check_phase(values: dict, spot: Spot) -> None:
    _need_one(values, spot, names=("price", "percent"))
    _check_days(values, spot)


PHASE = Section(
    Key("name", Text(120)),
    Key("from", Day(), default=None),
    Key("until", Day(), default=None),
    Key("places", Whole(1, _MOST, "places"), default=None),
    Key("price", Amount(), default=None),
    Key("percent", rate, default=None),
    check=_check_phase,
)
PHASES = ListOf(PHASE, unique="name", most=20)


def _name_by_kind(values: dict, context: Context) -> str:
    return _NAMES.get(values.get("kind"), "")


def _check_discount(values: dict, spot: Spot) -> None:
    _need_one(values, spot, names=("percent", "amount"))
    if (values["kind"] == "connection") != (values["from"] is None):
        people = "sessions" if values["kind"] == "package" else "people"
        found = "nothing" if values["from"] is None else f"{values['from']}"
        allowed = "nothing: a connection has no number" if values["kind"] == "connection" else f"how many {people}"
        spot.child("from").refuse(allowed, found=found)
    if values["relation"] and values["kind"] != "connection":
        spot.child("relation").refuse("a relation only for the kind connection")


DISCOUNT = Section(
    Key("kind", OneOf(*DISCOUNT_KINDS)),
    Key("name", Text(120), default=_name_by_kind),
    Key("from", Whole(2, 500), default=None),
    Key("relation", OneOf(Relation.CONNECTED.value, Relation.VIP.value), default=""),
    Key("percent", rate, default=None),
    Key("amount", Amount(), default=None),
    check=_check_discount,
)
DISCOUNTS = ListOf(DISCOUNT, most=50)


def _check_coupon(values: dict, spot: Spot) -> None:
    _need_one(values, spot, names=("percent", "amount"))
    _check_days(values, spot)
    for name in ("percent", "amount"):
        if values[name] == 0:
            spot.child(name).refuse("more than nothing", found="0")


COUPON = Section(
    Key(
        "code",
        _Code(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}", "a code of 2 to 40 letters, digits, - or _, such as SPRING"),
    ),
    Key("percent", rate, default=None),
    Key("amount", Amount(), default=None),
    Key("from", Day(), default=None),
    Key("until", Day(), default=None),
    Key("limit", Whole(0, _MOST, "uses"), default=None),
    Key("per_customer", Whole(1, _MOST, "uses"), default=None),
    Key("minimum", Amount(), default=0),
    Key("offerings", ListOf(Ref("offerings", singular="offering"), unique="", most=500), default=[]),
    Key("variants", ListOf(Text(60), unique="", most=500), default=[]),
    check=_check_coupon,
)
COUPONS = ListOf(COUPON, unique="code")


def stored_percent(values: dict) -> dict:
    """A phase or a discount as its row keeps it: JSON knows no decimals."""
    percent = values["percent"]
    return {**values, "percent": None if percent is None else f"{percent.normalize():f}"}


def read_percent(stored: dict) -> dict:
    """The values of the file for what `stored_percent` gave."""
    percent = stored["percent"]
    return {**stored, "percent": None if percent is None else Decimal(percent)}


def read_coupon(coupon: Coupon) -> dict:
    """One entry of the section `coupons`."""
    same = ("code", "percent", "amount", "limit", "minimum", "offerings", "variants")
    return {
        **{name: getattr(coupon, name) for name in same},
        "from": coupon.starts_on.isoformat() if coupon.starts_on else None,
        "until": coupon.ends_on.isoformat() if coupon.ends_on else None,
        "per_customer": coupon.most_per_customer,
    }
