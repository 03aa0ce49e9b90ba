"""How instructors are paid."""

from decimal import Decimal

from booking.earnings.rules import Pay, PayKind
from booking.studios.schema.composites import Key, Section
from booking.studios.schema.scalars import Amount, Flag, OneOf, Whole, rate
from booking.studios.schema.types import Spot, show_words

# What each kind says, the first of which it needs.
_SAYS = {
    PayKind.PER_SESSION: ("amount",),
    PayKind.PERCENTAGE: ("percent",),
    PayKind.FLAT: ("amount",),
    PayKind.MINIMUM: ("amount", "per_head", "included"),
}
_OPEN = {"amount": None, "percent": None, "per_head": None, "included": 0}


def _check_earnings(values: dict, spot: Spot) -> None:
    says = _SAYS[values["kind"]]
    if values[says[0]] is None:
        spot.child(says[0]).refuse(f"{show_words(says[:1])}, which {values['kind']} needs", found="nothing")
    if values["kind"] == PayKind.MINIMUM and values["per_head"] is None:
        spot.child("per_head").refuse("per_head, which minimum needs", found="nothing")
    for name, nothing in _OPEN.items():
        if name not in says and values[name] != nothing:
            spot.child(name).refuse(f"for {values['kind']} only {show_words(says)}")


EARNINGS = Section(
    Key("kind", OneOf(*(kind.value for kind in PayKind))),
    Key("amount", Amount(), default=None),
    Key("percent", rate, default=None),
    Key("per_head", Amount(), default=None),
    Key("included", Whole(0, 10_000), default=0),
    Key("counts_absent", Flag(), default=False),
    check=_check_earnings,
)


def pay_of(values: dict | None) -> Pay | None:
    """What the section says."""
    if values is None:
        return None
    said = {name: value for name, value in values.items() if value is not None}
    return Pay(**{**said, "kind": PayKind(values["kind"])})


def read_pay(pay: Pay | None) -> dict | None:
    """The values of the file for what `pay_of` gave."""
    if pay is None:
        return None
    says = _SAYS[pay.kind]
    values = {name: getattr(pay, name) if name in says else nothing for name, nothing in _OPEN.items()}
    percent = values["percent"]
    return {
        "kind": pay.kind.value,
        **values,
        "percent": None if percent is None else Decimal(percent),
        "counts_absent": pay.counts_absent,
    }
