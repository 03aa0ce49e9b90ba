"""Who wants to buy what: all that a price may depend on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from booking.core.gate import fold_identity
from booking.core.timezones import local_date
from booking.offerings.models import Offering, Variant
from booking.people.models import Instructor
from booking.people.viewers import STRANGER, Viewer


def nobody_booked(email: str) -> bool:
    """For whoever has no bookings to look at."""
    return False


@dataclass(frozen=True, slots=True)
class Sale:
    """One purchase of a variant, with its offering and organization at hand.

    `people` come along; `pieces` is how many times the price is due; `sessions` are bought for each of them. `length`
    is minutes where there is a choice. `code` is as it was typed; `has_booked` tells whether an address has booked.
    """

    variant: Variant
    now: datetime
    people: int = 1
    pieces: int = 1
    sessions: int = 1
    length: int | None = None
    instructor: Instructor | None = None
    viewer: Viewer = STRANGER
    code: str = ""
    email: str = ""
    has_booked: Callable[[str], bool] = nobody_booked

    @property
    def offering(self) -> Offering:
        return self.variant.offering

    @property
    def today(self) -> date:
        """Where the organization is."""
        return local_date(self.now, self.variant.organization.timezone)

    @property
    def minutes(self) -> int:
        return self.length or self.variant.length or self.offering.length

    @property
    def key(self) -> str:
        """The code as it is compared."""
        return fold_identity(self.code)
