"""Who holds which date, and everybody and everything whose time that takes."""

from collections.abc import Iterable
from functools import cached_property

from booking.calendars.models import Owner
from booking.calendars.selectors import owners_of
from booking.calendars.services import owner_for_instructor
from booking.offerings.models import Offering
from booking.offerings.selectors import facilitators_of
from booking.people.models import Instructor
from booking.scheduling.selectors import rooms_of
from booking.scheduling.variations import Planned


class Crew:
    """The people of an offering, and those whom its schedule names for single dates."""

    def __init__(self, offering: Offering, *, dates: Iterable[Planned]):
        self.offering = offering
        self.own = facilitators_of(offering)
        names = {email for planned in dates for email in planned.facilitators or ()}
        self._named = {person.email: person for person in Instructor.objects.filter(email__in=names)} if names else {}

    def of(self, planned: Planned) -> list[Instructor]:
        """Who holds this date, the lead first; the offering's own people where those who are named are gone."""
        return [self._named[email] for email in planned.facilitators or () if email in self._named] or self.own

    @cached_property
    def owners(self) -> list[Owner]:
        """Everybody and every room that a date may occupy."""
        return owners_for(
            self.offering, instructors={person.pk: person for person in [*self.own, *self._named.values()]}.values()
        )


def owners_for(offering: Offering, *, instructors: Iterable[Instructor]) -> list[Owner]:
    """Everybody and every room that a session of the offering occupies."""
    instructors = list(instructors)
    known = owners_of(instructors)
    people = [known.get(instructor.pk) or owner_for_instructor(instructor) for instructor in instructors]
    return [*people, *(room.owner for room in rooms_of(offering))]
