from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from booking.offerings.models import Offering, Variant
from booking.people.models import Instructor
from booking.people.viewers import STRANGER, Viewer
from booking.reservations.ground import Team, teams_of
from booking.reservations.models import Booking
from booking.scheduling.models import Session


@dataclass(frozen=True)
class BookingRequest:
    """What somebody asks for, understood but not yet decided.

    `starts_at` holds the times of an appointment (the first, or all of a pack); `sessions` the references of dates,
    empty for a variant that covers the whole series. `length` is minutes. `answers` are raw, by question slug.
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
    viewer: Viewer = STRANGER
    answers: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def teams(self) -> list[Team]:
        """Who could hold it, as first looked at: whom to lock. Who holds it is decided anew under the lock."""
        return teams_of(self.offering, instructor=self.instructor, viewer=self.viewer)


@dataclass(frozen=True)
class PlacedBooking:
    """A new booking and the secret of its manage link, which is stored hashed and sealed only."""

    booking: Booking
    token: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Sessions with the places taken in them, and whether somebody has to approve that."""

    sessions: list[Session]
    needs_approval: bool
