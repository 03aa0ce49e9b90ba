"""Who looks at somebody's calendar, and what they have proven to be to them (SCH-13)."""

from dataclasses import dataclass
from enum import StrEnum

from booking.people.models import Instructor
from booking.people.states import KNOWN, Relation


class Visibility(StrEnum):
    """Who sees an instructor's free times."""

    PUBLIC = "public"
    CONNECTED = "connected"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Viewer:
    """`relations` are (instructor id, relation) as proven by a personal link; to everybody else it is a stranger."""

    relations: tuple[tuple[int, Relation], ...] = ()

    def relation_to(self, instructor: Instructor) -> Relation:
        return next((relation for known, relation in self.relations if known == instructor.pk), Relation.NONE)

    def sees_times_of(self, instructor: Instructor) -> bool:
        """Whether the free times of that calendar are for this viewer."""
        if instructor.calendar_visibility == Visibility.CONNECTED:
            return self.relation_to(instructor) in KNOWN
        return instructor.calendar_visibility != Visibility.PRIVATE


@dataclass(frozen=True, slots=True)
class StaffViewer(Viewer):
    """Somebody who works here: sees every calendar, and books in hours for whomever."""

    def relation_to(self, instructor: Instructor) -> Relation:
        return Relation.VIP

    def sees_times_of(self, instructor: Instructor) -> bool:
        return True


STRANGER = Viewer()
STAFF = StaffViewer()
