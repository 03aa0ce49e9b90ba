"""Which price phase a tier is in."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import F

from booking.offerings.models import Variant
from booking.pricing.models import PhasePlaces
from booking.pricing.terms import Phase

# Places left by variant and name of the phase.
Left = Mapping[tuple[int, str], int]


def phases_of(variant: Variant) -> list[Phase]:
    """In the studio's order."""
    return [_read(stored) for stored in variant.phases]


def phase_of(variant: Variant, *, today: date, wanted: int = 1, left: Left) -> Phase | None:
    """The first phase that holds today and has places for all who come; None outside of all."""
    for phase in phases_of(variant):
        if phase.holds_on(today) and (phase.places is None or left.get((variant.pk, phase.name), 0) >= wanted):
            return phase
    return None


def places_left_in(variants: Iterable[Variant]) -> Left:
    """By tier and phase, of those phases that are for so many people; one query where there are any, else none."""
    limited = [variant.pk for variant in variants if any(stored["places"] for stored in variant.phases)]
    if not limited:
        return {}
    rows = PhasePlaces.objects.filter(variant__in=limited).annotate(left=F("most_uses") - F("used"))
    return {(variant_id, name): left for variant_id, name, left in rows.values_list("variant_id", "name", "left")}


def _read(stored: Mapping[str, object]) -> Phase:
    return Phase(
        name=stored["name"],
        price=stored["price"],
        percent=None if stored["percent"] is None else Decimal(stored["percent"]),
        starts_on=_day(stored["from"]),
        ends_on=_day(stored["until"]),
        places=stored["places"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
