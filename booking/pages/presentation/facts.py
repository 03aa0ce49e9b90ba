"""The few facts a visitor looks for first, and everything else a landing page shows of its offering."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import get_language_info, gettext

from booking.checkout.dates import OpenDates, all_dates, coming_dates
from booking.core.changes import CATALOGUE, Reads, reads_dates
from booking.core.timezones import local_date
from booking.offerings.kinds import registry
from booking.offerings.models import Offering, Variant
from booking.offerings.selectors import active_variants, facilitators_of
from booking.pages.presentation.cards import next_label
from booking.pages.presentation.labels import days_label, length_label, moment_label, price_label, where_label
from booking.people.models import Instructor
from booking.pricing.labels import PriceNow, prices_now
from booking.reservations.selectors import unchanged_until
from booking.scheduling.models import Place
from booking.scheduling.selectors import Coming, venue_of


@dataclass
class Landing:
    """An offering as its landing page shows it. Everything is read once, when the first block asks for it.

    Nothing of it is older than `moment`.
    """

    offering: Offering
    moment: int
    now: datetime
    # What its live parts were read from, added as they are shown.
    live: Reads = CATALOGUE

    @cached_property
    def facilitators(self) -> list[Instructor]:
        return facilitators_of(self.offering)

    @cached_property
    def variants(self) -> list[Variant]:
        return active_variants(self.offering)

    @cached_property
    def prices(self) -> list[PriceNow]:
        """What each of the variants costs today."""
        return prices_now(self.variants, offering=self.offering, now=self.now)

    @cached_property
    def place(self) -> Place | None:
        venue = venue_of(self.offering)
        return venue.place if venue else None

    @cached_property
    def sessions(self) -> list[Coming]:
        """The scheduled dates to come; none for what is booked by the hour."""
        if self._dates is None:
            return []
        return [date for date in self._dates.dates if date.starts_at >= self.now]

    @cached_property
    def until(self) -> datetime:
        """Until when it stays so if nobody does anything."""
        return self._dates.until if self._dates else unchanged_until(now=self.now)

    @property
    def reads(self) -> Reads:
        """What all of this is read from, but for `is_open`; free times are not a part of it."""
        return CATALOGUE if self.books_slots else reads_dates([self.offering.pk])

    @cached_property
    def is_open(self) -> bool:
        """Whether there are places, as far as anybody is told who does not choose a date."""
        return self.books_slots or any(session.places_left != 0 for session in self.sessions)

    @cached_property
    def _dates(self) -> OpenDates | None:
        if self.books_slots or self.has_no_times:
            return None
        # What is sold whole shows all its dates elsewhere on the page.
        known = all_dates if self.is_sold_whole else coming_dates
        return known(self.offering, moment=self.moment, now=self.now)

    @property
    def books_slots(self) -> bool:
        return registry.get(self.offering.kind).books == "slots"

    @property
    def has_no_times(self) -> bool:
        return registry.get(self.offering.kind).books == "nothing"

    @property
    def is_sold_whole(self) -> bool:
        """Whether one booking takes all dates: a retreat, a program, a course."""
        return registry.get(self.offering.kind).default_scope == "series"

    @cached_property
    def price_label(self) -> str:
        return price_label(self.prices)

    @cached_property
    def when_label(self) -> str:
        if self.is_sold_whole and self.sessions:
            first, last = self.sessions[0], self.sessions[-1]
            return days_label(local_date(first.starts_at, first.timezone), local_date(last.ends_at, last.timezone))
        return next_label(self.offering, sessions=self.sessions, now=self.now)

    def _when_fact(self) -> tuple[str, str]:
        if self.books_slots or self.is_sold_whole or not self.sessions:
            return gettext("When"), self.when_label
        first = self.sessions[0]
        return gettext("Next date"), moment_label(first.starts_at, timezone=first.timezone, now=self.now)

    def _meeting_facts(self) -> list[tuple[str, str]]:
        lengths = "" if self.is_sold_whole else length_label(self.offering)
        where = where_label(self.offering, place=self.place)
        return [self._when_fact(), (gettext("Length"), lengths), (gettext("Where"), where)]

    @cached_property
    def facts(self) -> Sequence[tuple[str, str]]:
        """Label and value, without those that have nothing to say."""
        found = [
            *([] if self.has_no_times else self._meeting_facts()),
            (gettext("Language"), _language_name(self.offering.language)),
            (gettext("Price"), self.price_label),
        ]
        return [(label, value) for label, value in found if value]


def _language_name(code: str) -> str:
    """The language's name in the visitor's own; the code itself for one Django does not know."""
    if not code:
        return ""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code
