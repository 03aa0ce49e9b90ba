"""Who holds which date, and everybody and everything whose time that takes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from booking.calendars.models import Owner
from booking.calendars.selectors import owners_of
from booking.calendars.services import owner_for_instructor
from booking.offerings.models import Offering
from booking.offerings.selectors import facilitators_of
from booking.people.models import Instructor
from booking.scheduling.selectors import rooms_of, units_of
from booking.scheduling.variations import Planned

# Busy ranges in epoch seconds by owner id.
Busy = Mapping[int, Sequence[tuple[int, int]]]


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
        return [owner for any_one in self.needs for owner in any_one]

    @cached_property
    def needs(self) -> list[tuple[Owner, ...]]:
        """The same as it is needed: any one of each tuple."""
        people = {person.pk: person for person in [*self.own, *self._named.values()]}
        return needs_of(self.offering, instructors=people.values())


def owners_for(offering: Offering, *, instructors: Iterable[Instructor]) -> list[Owner]:
    """Everybody and every room that a session of the offering may occupy, all units of it."""
    return [owner for any_one in needs_of(offering, instructors=instructors) for owner in any_one]


def needs_of(offering: Offering, *, instructors: Iterable[Instructor]) -> list[tuple[Owner, ...]]:
    """The same as it is needed: any one of each tuple."""
    instructors = list(instructors)
    known = owners_of(instructors)
    people = [known.get(instructor.pk) or owner_for_instructor(instructor) for instructor in instructors]
    return [*((owner,) for owner in people), *units_of(rooms_of(offering))]


def is_taken(needs: Iterable[tuple[Owner, ...]], *, busy: Busy, start: datetime, end: datetime) -> bool:
    """Whether something is needed of which nothing is free from `start` to `end`; `busy` is by owner id."""
    first, last = start.timestamp(), end.timestamp()
    return any(
        all(any(begins < last and first < ends for begins, ends in busy[owner.pk]) for owner in any_one)
        for any_one in needs
    )
