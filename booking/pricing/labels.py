"""What one costs today, before anybody said who they are or how many: for lists, pages and choices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from booking.core.money import Money
from booking.core.timezones import local_date
from booking.offerings.models import Offering, Variant
from booking.offerings.models.offerings import PriceFrom
from booking.people.models import Instructor
from booking.pricing.phases import Left, phase_of, places_left_in
from booking.pricing.sales import Sale
from booking.pricing.selectors import rate_price
from booking.pricing.terms import Phase


@dataclass(frozen=True, slots=True)
class PriceNow:
    """`regular` is what it costs outside of the phase; `left` are the places at this price, None without a limit."""

    price: Money
    regular: Money
    phase: Phase | None = None
    left: int | None = None

    @property
    def phase_label(self) -> str:
        """ "Early bird until 31 January 2027, 4 places left"; empty outside of all phases."""
        if self.phase is None:
            return ""
        text = self.phase.name
        if self.phase.ends_on:
            day = date_format(self.phase.ends_on, "j F Y")
            text = gettext("%(phase)s until %(day)s") % {"phase": text, "day": day}
        if self.left is not None:
            places = ngettext("%(count)s place left", "%(count)s places left", self.left) % {"count": self.left}
            text = f"{text}, {places}"
        return text


def prices_now(variants: Iterable[Variant], *, offering: Offering, now: datetime) -> list[PriceNow]:
    """In their order; one query where phases are for so many people, else none."""
    variants = list(variants)
    left = places_left_in(variants)
    return [price_now(variant, offering=offering, left=left, now=now) for variant in variants]


def price_now(
    variant: Variant,
    *,
    offering: Offering,
    left: Left,
    now: datetime,
    wanted: int = 1,
    length: int | None = None,
    instructor: Instructor | None = None,
) -> PriceNow:
    """What a tier costs each of `wanted` people; `left` as `places_left_in` tells it."""
    regular = variant.price_money
    if offering.price_from == PriceFrom.RATE:
        variant.offering, variant.organization = offering, offering.organization
        by_rate = rate_price(Sale(variant, now, length=length, instructor=instructor))
        regular = regular if by_rate is None else by_rate * variant.sessions
    if not variant.phases:
        return PriceNow(regular, regular)
    phase = phase_of(variant, today=local_date(now, offering.organization.timezone), wanted=wanted, left=left)
    if phase is None:
        return PriceNow(regular, regular)
    return PriceNow(phase.unit(regular), regular, phase, left.get((variant.pk, phase.name)))
