"""A group event at once, from the few things that a quick form asks (REQUIREMENTS PPL-5)."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.utils.text import slugify

from booking.accounts.models import Organization
from booking.audit.services import record_change
from booking.core.errors import Invalid
from booking.core.locks import lock
from booking.core.money import Money
from booking.core.timezones import wall_minute
from booking.core.transactions import transactional
from booking.offerings.models import Offering
from booking.offerings.models.offerings import Visibility
from booking.offerings.models.variants import Scope
from booking.offerings.services import Tier, save_offering
from booking.people.models import Instructor
from booking.scheduling.models import Session
from booking.scheduling.services.series import save_series

_LONGEST_SLUG = 50


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is announced: `minutes` long, with `capacity` places, None for any number, `price` for each."""

    title: str
    starts_at: datetime
    minutes: int
    capacity: int | None
    price: Money
    summary: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = Visibility.PUBLIC


@transactional
def announce_event(wanted: Announcement, *, lead: Instructor, actor: str, now: datetime) -> Session:
    """Make an offering of kind event with one price and one date, held by `lead` on the studio's clock.

    Raises Invalid for a time that cannot be announced, SlotTaken when the lead is occupied then.
    """
    organization = lead.organization
    wall = _wall(wanted.starts_at, timezone=organization.timezone, now=now)
    # Two events of one title may be announced at once; the second finds the first's name taken.
    lock([organization])
    offering = _make_offering(wanted, lead=lead, organization=organization)
    pattern = {"starts": f"{wall:%Y-%m-%d}", "at": f"{wall:%H:%M}"}
    save_series(offering, pattern=pattern, timezone=organization.timezone, now=now)
    record_change(
        actor=actor, action="event.announced", subject_type="offering", subject_reference=offering.slug, now=now
    )
    return Session.objects.select_related("offering").get(offering=offering)


def _wall(instant: datetime, *, timezone: str, now: datetime) -> datetime:
    if instant <= now:
        raise Invalid("This time is over.", fields={"starts_at": ["Choose a time to come."]})
    return wall_minute(instant, timezone, field="starts_at")


def _make_offering(wanted: Announcement, *, lead: Instructor, organization: Organization) -> Offering:
    price = Tier(
        slug="place", name="Place", price=wanted.price, vat_rate=organization.default_vat_rate, scope=Scope.DATE
    )
    details = {
        "kind": "event",
        "name": wanted.title,
        "summary": wanted.summary,
        "lengths": [wanted.minutes],
        "capacity": wanted.capacity,
        "visibility": wanted.visibility,
    }
    slug = _free_slug(wanted.title)
    return save_offering(slug, details=details, facilitators=[lead], tags=wanted.tags, tiers=[price])


def _free_slug(title: str) -> str:
    base = slugify(title)[:_LONGEST_SLUG].strip("-") or "event"
    taken = set(Offering.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in _names(base) if slug not in taken)


def _names(base: str):
    yield base
    yield from (f"{base}-{number}" for number in count(2))
