"""What a customer or an instructor sees of the personal tables; rooms that know the way from row to person say so."""

from collections.abc import Mapping
from dataclasses import dataclass

from booking.core.scopes import CUSTOMER, INSTRUCTOR

NOTHING = ""


@dataclass(frozen=True)
class Narrowing:
    """By role the lookup from a row to its person, as in `filter()`; NOTHING for no row at all."""

    lookups: Mapping[str, str]


_narrowings: dict[str, Narrowing] = {}


def narrow(label: str, *, customer: str, instructor: str) -> None:
    """Whoever acts for a customer or an instructor sees of this model only the rows that lead to them."""
    _narrowings[label] = Narrowing({CUSTOMER: customer, INSTRUCTOR: instructor})


def lookup_for(label: str, *, role: str) -> str | None:
    """None where the role sees what the organization sees."""
    known = _narrowings.get(label)
    return known.lookups.get(role) if known else None


def narrowed_labels() -> set[str]:
    return set(_narrowings)
