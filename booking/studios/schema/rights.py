"""An assistant's rights one by one, and gathered as people write them."""

from collections.abc import Iterable
from typing import NamedTuple

from booking.accounts.rights import Right
from booking.core.gate import fold_identity
from booking.studios.schema.composites import Key, LaterRef, ListOf, Section
from booking.studios.schema.scalars import OneOf
from booking.studios.schema.types import INVALID, Spot


class Lent(NamedTuple):
    """One right of one instructor (a mail address) for one offering (a slug)."""

    instructor: str
    offering: str
    right: str


def lent_in(entries: Iterable[dict]) -> set[Lent]:
    """All that `assists` of the file says."""
    return {
        Lent(entry["instructor"], offering, right)
        for entry in entries
        for offering in entry["offerings"]
        for right in entry["rights"]
    }


def gather(lent: Iterable[Lent]) -> list[dict]:
    """One entry for each instructor and set of rights, in the order of their names; the opposite of `lent_in`."""
    rights: dict[tuple[str, str], list[str]] = {}
    for one in sorted(lent):
        rights.setdefault((one.instructor, one.offering), []).append(one.right)
    offerings: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (instructor, offering), names in rights.items():
        offerings.setdefault((instructor, tuple(names)), []).append(offering)
    return [
        {"instructor": instructor, "offerings": slugs, "rights": list(names)}
        for (instructor, names), slugs in offerings.items()
    ]


class Assists(ListOf):
    """In the one form that an export has too, however it was written."""

    def read(self, spot: Spot) -> object:
        entries = super().read(spot)
        is_complete = entries is not INVALID and all(len(entry) == len(_ENTRY.keys) for entry in entries)
        return gather(lent_in(entries)) if is_complete else INVALID


_ENTRY = Section(
    Key("instructor", LaterRef("instructors", singular="person with a profile", fold=fold_identity)),
    Key("offerings", ListOf(LaterRef("offerings", singular="offering"), unique="", least=1, most=100)),
    Key("rights", ListOf(OneOf(*Right.values), unique="", least=1)),
)
ASSISTS = Assists(_ENTRY, most=200)
