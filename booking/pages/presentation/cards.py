"""Offerings as cards: the listing, the home page and a person's page show the same ones."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext

from booking.core.changes import Reads, reads_dates
from booking.core.timezones import local_date
from booking.offerings.kinds import registry
from booking.offerings.models import Offering
from booking.offerings.selectors import active_variants, dated_offerings, facilitators_of
from booking.pages.presentation.addresses import landing_paths, site_root
from booking.pages.presentation.labels import days_label, kind_label, moment_label, price_label
from booking.pages.presentation.pictures import Picture, picture_of
from booking.pricing.labels import PriceNow, price_now
from booking.pricing.phases import Left, places_left_in
from booking.scheduling.models import Session
from booking.scheduling.selectors import Coming, next_sessions

CARD_RATIO = 0.625


@dataclass(frozen=True, slots=True)
class Card:
    """What `components/offering_card.html` shows."""

    name: str
    summary: str
    kind_label: str
    url: str
    price_label: str
    next_label: str
    facilitators: list[str] = field(default_factory=list)
    picture: Picture | None = None

    @property
    def picture_url(self) -> str:
        return self.picture.url if self.picture else ""

    @property
    def picture_alt(self) -> str:
        return self.picture.alt if self.picture else ""

    @property
    def picture_width(self) -> int | None:
        return self.picture.width if self.picture else None

    @property
    def picture_height(self) -> int | None:
        return self.picture.height if self.picture else None


def cards_for(offerings: Iterable[Offering] | QuerySet[Offering], *, request: HttpRequest, now: datetime) -> list[Card]:
    """One card per offering, in their order; the number of queries does not depend on how many there are.

    The offerings come with facilitators and variants prefetched, as `public_offerings` gives them.
    """
    offerings = list(offerings)
    prefetch_related_objects(offerings, "picture__renditions")
    paths = landing_paths(offerings, root=site_root(request))
    sessions = next_sessions(offerings, now=now, most=1)
    left = places_left_in([variant for offering in offerings for variant in active_variants(offering)])
    return [
        Card(
            name=offering.name,
            summary=offering.summary,
            kind_label=kind_label(offering),
            url=paths[offering.pk],
            price_label=price_label(_prices(offering, left=left, now=now)),
            next_label=next_label(offering, sessions=sessions.get(offering.pk, []), now=now),
            facilitators=[person.name for person in facilitators_of(offering)],
            picture=picture_of(offering.picture, alt=offering.picture_alt, height_share=CARD_RATIO),
        )
        for offering in offerings
    ]


def reads_of_cards() -> Reads:
    """They say when something takes place next, and nothing of its places."""
    return reads_dates(dated_offerings().values_list("pk", flat=True))


def _prices(offering: Offering, *, left: Left, now: datetime) -> list[PriceNow]:
    return [price_now(variant, offering=offering, left=left, now=now) for variant in active_variants(offering)]


def next_label(offering: Offering, *, sessions: list[Session] | list[Coming], now: datetime) -> str:
    """When it happens next, in the venue's time."""
    kind = registry.get(offering.kind)
    if kind.books == "slots":
        return gettext("By appointment")
    if kind.books == "nothing":
        return gettext("At any time")
    if not sessions:
        return gettext("New dates to follow")
    session = sessions[0]
    if kind.default_scope == "series":
        day = local_date(session.starts_at, session.timezone)
        return gettext("Next: %(when)s") % {"when": days_label(day, day)}
    when = moment_label(session.starts_at, timezone=session.timezone, now=now)
    return gettext("Next: %(when)s") % {"when": when}
