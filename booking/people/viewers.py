"""Who looks at somebody's calendar, and what they have proven to be to them (SCH-13)."""

from dataclasses import dataclass, field
from enum import StrEnum

from booking.people.models import Instructor
from booking.people.states import KNOWN, Relation


class Visibility(StrEnum):
    """Who sees an instructor's free times."""

    PUBLIC = "public"
    CONNECTED = "connected"
    PRIVATE = "private"


class Detail(StrEnum):
    """How much of what is in a calendar is shown to whoever sees it."""

    FREE_BUSY = "free_busy"
    TITLE = "title"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Viewer:
    """`relations` are (instructor id, relation) as proven by a personal link; to everybody else it is a stranger.

    `link` is the reference of the connection whose link proved it; whoever proved the same is the same viewer.
    """

    relations: tuple[tuple[int, Relation], ...] = ()
    link: str = field(default="", compare=False)

    def relation_to(self, instructor: Instructor) -> Relation:
        return self.proven_to(instructor)

    def proven_to(self, instructor: Instructor) -> Relation:
        """What was proven alone, whoever else may do more for another reason."""
        return next((relation for known, relation in self.relations if known == instructor.pk), Relation.NONE)

    def sees_times_of(self, instructor: Instructor) -> bool:
        """Whether the free times of that calendar are for this viewer."""
        if instructor.calendar_visibility == Visibility.CONNECTED:
            return self.relation_to(instructor) in KNOWN
        return instructor.calendar_visibility != Visibility.PRIVATE

    def detail_of(self, instructor: Instructor) -> Detail:
        """How much of it; names are for staff."""
        return Detail(instructor.calendar_details)


@dataclass(frozen=True, slots=True)
class StaffViewer(Viewer):
    """Somebody who works here: sees every calendar, and books in hours for whomever."""

    def relation_to(self, instructor: Instructor) -> Relation:
        return Relation.VIP

    def sees_times_of(self, instructor: Instructor) -> bool:
        return True

    def detail_of(self, instructor: Instructor) -> Detail:
        return Detail.NAMES


STRANGER = Viewer()
STAFF = StaffViewer()
