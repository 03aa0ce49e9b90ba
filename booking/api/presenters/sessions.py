from collections.abc import Iterable, Mapping
from datetime import datetime

from booking.api.presenters.values import show_money, show_time
from booking.core.money import Money
from booking.offerings.models import Offering
from booking.offerings.models.variants import Scope
from booking.offerings.selectors import active_variants
from booking.pricing.labels import PriceNow, price_now
from booking.pricing.phases import places_left_in
from booking.reservations.entry import shares_left
from booking.reservations.selectors import places_left
from booking.scheduling.models import Place, Session


def show_sessions(
    sessions: Iterable[Session], *, offering: Offering, timezone: str, now: datetime
) -> list[dict[str, object]]:
    """Dates of one offering, loaded with place and facilitators; one query for their places, two with types."""
    sessions = list(sessions)
    left = places_left(sessions, now=now)
    shares = shares_left([(row, offering) for row in sessions], left=left, now=now)
    price = price_of_one(offering, prices=prices_of([offering], now=now))
    return [
        show_session(
            row, offering=offering, left=left[row.pk], shares=shares.get(row.pk), price=price, timezone=timezone
        )
        for row in sessions
    ]


def show_session(
    session: Session,
    *,
    offering: Offering,
    left: int | None,
    shares: dict[str, int] | None,
    price: Money | None,
    timezone: str,
) -> dict[str, object]:
    """`left` places, None for unlimited, and `shares` of them by type; times on the clock of `timezone`."""
    return {
        "reference": session.reference,
        "title": session.title,
        "start": show_time(session.starts_at, timezone=timezone),
        "end": show_time(session.ends_at, timezone=timezone),
        "timezone": session.timezone,
        "facilitators": [
            {"slug": link.instructor.slug, "name": link.instructor.name} for link in session.facilitator_links.all()
        ],
        "place": show_place(session.place),
        "capacity": session.capacity,
        "places_left": left,
        "minimum": show_minimum(session, least=offering.least),
        "places_left_by_type": shares,
        "waitlist_open": False,
        "price": show_money(price) if price else None,
    }


def show_minimum(session: Session, *, least: int | None) -> dict[str, object] | None:
    """From how many people a date takes place, and how that stands; None where it takes place anyway."""
    if not least or not session.outlook:
        return None
    decided_at = show_time(session.decide_at, timezone=session.timezone) if session.decide_at else None
    return {"participants": least, "booked": session.taken, "decided_at": decided_at, "state": session.outlook}


def show_place(place: Place | None) -> dict[str, str] | None:
    if place is None:
        return None
    return {"slug": place.slug, "name": place.name, "address": place.address, "timezone": place.timezone}


def prices_of(offerings: Iterable[Offering], *, now: datetime) -> dict[int, PriceNow]:
    """What each variant of these costs today; at most one query."""
    tiers = [(variant, offering) for offering in offerings for variant in active_variants(offering)]
    left = places_left_in([variant for variant, _ in tiers])
    return {variant.pk: price_now(variant, offering=offering, left=left, now=now) for variant, offering in tiers}


def price_of_one(offering: Offering, *, prices: Mapping[int, PriceNow]) -> Money | None:
    """The least that gets somebody into a date: the cheapest tier for single dates, else the cheapest of all."""
    variants = active_variants(offering)
    single = [variant for variant in variants if variant.scope == Scope.DATE and variant.sessions == 1]
    known = [prices[variant.pk].price for variant in single or variants]
    return min(known, key=lambda money: money.minor, default=None)
