from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from booking.offerings.models import Offering, Variant
from booking.offerings.models.variants import Cadence
from booking.people.models import Instructor
from booking.people.viewers import STRANGER, Viewer
from booking.pricing.rules import Quote
from booking.pricing.sales import Sale
from booking.reservations.cadence import LATER, Wish
from booking.reservations.ground import Team, teams_of, zone_of
from booking.reservations.models import Booking
from booking.reservations.selectors import has_booked
from booking.scheduling.models import Session


@dataclass(frozen=True, slots=True)
class Companion:
    """One of the others of a booking for several, who is told by mail if the customer wishes."""

    name: str
    email: str = ""
    is_told: bool = False


@dataclass(frozen=True)
class BookingRequest:
    """What somebody asks for, understood but not yet decided.

    `starts_at` holds the times of an appointment (the first, or all of a pack); `sessions` the references of dates,
    empty for a variant that covers the whole series. `length` is minutes. `answers` are raw, by question slug.
    Times to `skip` are left out of those that follow from the first. What is not taken now of a pack is chosen later:
    if the price tier says so, if a time is skipped, or if `rest` is LATER. `repeat` makes weekly lessons
    of a term. `coupon` is a code as it was typed. An `offer` is the price that was promised for just this; it counts
    instead of what prices have become.
    """

    offering: Offering
    variant: Variant
    name: str
    email: str
    timezone: str
    source: str
    phone: str = ""
    language: str = "en"
    starts_at: tuple[datetime, ...] = ()
    sessions: tuple[str, ...] = ()
    instructor: Instructor | None = None
    length: int | None = None
    quantity: int = 1
    participant_type: str = ""
    skip: tuple[datetime, ...] = ()
    rest: str = ""
    repeat: str = ""
    guests: tuple[Companion, ...] = ()
    note: str = ""
    viewer: Viewer = STRANGER
    answers: Mapping[str, object] = field(default_factory=dict)
    coupon: str = ""
    offer: Quote | None = None

    def sale(self, *, now: datetime) -> Sale:
        """What its price depends on."""
        wish = self.wish
        charged = wish.charged(zone=self.zone) if wish.is_weekly else 1
        return Sale(
            variant=self.variant,
            now=now,
            people=self.quantity,
            pieces=self.quantity * charged,
            sessions=wish.bought(zone=self.zone) if wish.is_weekly else self.variant.sessions,
            length=self.length,
            instructor=self.instructor,
            viewer=self.viewer,
            code=self.coupon,
            email=self.email,
            has_booked=has_booked,
        )

    @property
    def may_wait(self) -> bool:
        """Whether some sessions of a pack may be chosen later."""
        return self.rest == LATER or self.variant.cadence == Cadence.NONE

    @property
    def wish(self) -> Wish:
        """The times asked for, as far as they are times."""
        return Wish(self.variant, self.starts_at, skip=self.skip, rest=self.rest, repeat=self.repeat)

    @cached_property
    def zone(self) -> str:
        """On whose clock its times recur."""
        return zone_of(self.offering, instructor=self.instructor)

    @cached_property
    def teams(self) -> list[Team]:
        """Who could hold it, as first looked at: whom to lock. Who holds it is decided anew under the lock."""
        return teams_of(self.offering, instructor=self.instructor, viewer=self.viewer)


@dataclass(frozen=True)
class PlacedBooking:
    """A new booking, the secret of its manage link, which is stored hashed and sealed only, and rules it goes over."""

    booking: Booking
    token: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """Sessions with the places taken in them, whether somebody has to approve that, and rules that were gone over."""

    sessions: list[Session]
    needs_approval: bool
    warnings: tuple[str, ...] = ()
