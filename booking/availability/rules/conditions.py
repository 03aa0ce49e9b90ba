"""What declared hours are for: which offerings and places, firm or on request, and for whom (SCH-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from booking.availability.rules.hours import Window, WorkingHours
from booking.people.states import KNOWN, Relation


class Mode(StrEnum):
    """How what begins in these hours is booked."""

    FIRM = "firm"
    REQUEST = "request"


class Audience(StrEnum):
    EVERYONE = "everyone"
    CONNECTED = "connected"
    VIP = "vip"

    def includes(self, relation: Relation) -> bool:
        """Whether somebody of this relation may book; a VIP is connected too."""
        if self == Audience.EVERYONE:
            return True
        return relation in KNOWN if self == Audience.CONNECTED else relation == Relation.VIP


@dataclass(frozen=True, slots=True)
class Wish:
    """What hours are looked for: slugs of an offering and its place (empty for none), and who asks."""

    offering: str
    place: str = ""
    relation: Relation = Relation.NONE


@dataclass(frozen=True, slots=True, order=True)
class Conditions:
    """`places` and `offerings` are slugs; none means any."""

    places: tuple[str, ...] = ()
    offerings: tuple[str, ...] = ()
    booking: Mode = Mode.FIRM
    audience: Audience = Audience.EVERYONE

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Conditions":
        """From what `to_json` gives."""
        return cls(
            places=tuple(stored.get("places", ())),
            offerings=tuple(stored.get("offerings", ())),
            booking=Mode(stored.get("booking", Mode.FIRM)),
            audience=Audience(stored.get("audience", Audience.EVERYONE)),
        )

    def to_json(self) -> dict[str, object]:
        """Only what is not as usual, so that hours for everything and everyone have nothing to read."""
        said = {
            "places": list(self.places),
            "offerings": list(self.offerings),
            "booking": "" if self.booking == Mode.FIRM else self.booking.value,
            "audience": "" if self.audience == Audience.EVERYONE else self.audience.value,
        }
        return {name: value for name, value in said.items() if value}

    def refusal(self, wish: Wish) -> str:
        """Why these hours are not for that, in words; empty when they are.

        Hours tied to places hold for an offering that has no place.
        """
        if wish.place and self.places and wish.place not in self.places:
            return f"These hours are for {_either(self.places)} only."
        if self.offerings and wish.offering not in self.offerings:
            return f"These hours are for {_either(self.offerings)} only."
        if not self.audience.includes(wish.relation):
            return f"These hours are for {'VIP' if self.audience == Audience.VIP else 'connected'} customers only."
        return ""


ANYTHING = Conditions()
DeclaredDay = tuple[tuple[int, int, Conditions], ...]


@dataclass(frozen=True, slots=True)
class DeclaredHours:
    """All hours a person has declared. An exception replaces the weekly hours of its day, whatever it is for.

    `closed_days` are public holidays by name.
    """

    timezone: str
    weekly: Sequence[tuple[Window, Conditions]]
    exceptions: Mapping[date, DeclaredDay] = field(default_factory=dict)
    closed_days: Mapping[date, str] = field(default_factory=dict)

    def open_for(self, wish: Wish) -> WorkingHours:
        """The hours that are for this wish."""
        return self._hours(wish, modes=frozenset(Mode))

    def firm_for(self, wish: Wish) -> WorkingHours | None:
        """Those of them that are booked firmly; None when all are."""
        declared = [conditions for _, conditions in self.weekly]
        declared += [conditions for day in self.exceptions.values() for _, _, conditions in day]
        if all(conditions.booking == Mode.FIRM for conditions in declared):
            return None
        return self._hours(wish, modes=frozenset({Mode.FIRM}))

    def _hours(self, wish: Wish, *, modes: frozenset[Mode]) -> WorkingHours:
        def is_meant(conditions: Conditions) -> bool:
            return conditions is ANYTHING or (conditions.booking in modes and not conditions.refusal(wish))

        return WorkingHours(
            timezone=self.timezone,
            weekly=tuple(window for window, conditions in self.weekly if is_meant(conditions)),
            exceptions={
                day: tuple((start, end) for start, end, conditions in hours if is_meant(conditions))
                for day, hours in self.exceptions.items()
            },
            closed_days=frozenset(self.closed_days),
        )


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
