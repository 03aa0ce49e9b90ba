"""What free times are found on and bookings leave alone: who could hold a session, when they work, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.availability.selectors import Asked, Working, working_of
from booking.calendars.models import Owner
from booking.calendars.selectors import NO_TRAVEL, Travel
from booking.core.rows import select_along
from booking.core.timezones import local_date
from booking.offerings.models import Facilitator, Offering
from booking.offerings.models.offerings import Staffing
from booking.offerings.selectors import facilitators_of
from booking.people.models import Instructor
from booking.people.viewers import STRANGER, Viewer
from booking.scheduling.models import Place, Room, Venue
from booking.scheduling.selectors import place_of, rooms_in, rooms_of, units_of, venue_of

_OF_A_FACILITATOR = ("instructor", "instructor__calendar_owner", "instructor__schedule")
_ZONE_MARGIN = timedelta(days=3)
# Starts within [start, start + MOMENT) are that start alone.
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Team:
    """Instructors who would hold a session together, and all owners whose time it would take.

    Of rooms with several units any one of `shared` will do, the same for all of its time.
    """

    instructors: tuple[Instructor, ...]
    owners: tuple[Owner, ...]
    shared: tuple[tuple[Owner, ...], ...] = ()

    @property
    def everybody(self) -> tuple[Owner, ...]:
        """All owners that a session with this team may take, every unit counted."""
        return self.owners + tuple(owner for units in self.shared for owner in units)


@dataclass(frozen=True, slots=True)
class Ground:
    """`working` is by the id of a team's lead."""

    teams: list[Team]
    working: dict[int, Working]
    venue: Venue | None

    @property
    def owners(self) -> list[Owner]:
        """Everybody and every room once."""
        return owners_in(self.teams)

    @property
    def place(self) -> Place | None:
        return self.venue.place if self.venue else None

    @property
    def zone(self) -> str:
        """On whose clock times recur: the place's, or else that of whoever leads. There has to be a team."""
        return self.place.timezone if self.place else self.teams[0].instructors[0].timezone

    @property
    def travel(self) -> Travel:
        """The ways between here and other places; none for what is held nowhere in particular."""
        ways = self.place.travel if self.place else {}
        return {slug: (there * 60, back * 60) for slug, (there, back) in ways.items()} if ways else NO_TRAVEL


def read_ground(
    offering: Offering,
    *,
    after: datetime,
    before: datetime,
    instructor: Instructor | None,
    viewer: Viewer = STRANGER,
) -> Ground:
    """The ground for starts within [after, before), read now; three queries whatever the number of people.

    A fourth where the offering has a venue, for its rooms.
    """
    asked = {"offering": offering, "after": after, "before": before, "instructor": instructor, "viewer": viewer}
    return read_ground_at(venue_of(offering), **asked)


def read_ground_around(offering: Offering, *, start: datetime, instructor: Instructor | None, viewer: Viewer) -> Ground:
    """The ground for one start."""
    return read_ground(offering, after=start, before=start + MOMENT, instructor=instructor, viewer=viewer)


def read_ground_at(
    venue: Venue | None,
    *,
    offering: Offering,
    after: datetime,
    before: datetime,
    instructor: Instructor | None,
    viewer: Viewer = STRANGER,
) -> Ground:
    """The same where the venue is known already."""
    teams = _teams(offering, rooms=rooms_in(venue), instructor=instructor, viewer=viewer)
    working = working_of(
        [team.instructors[0] for team in teams],
        first=local_date(after - _ZONE_MARGIN, "UTC"),
        last=local_date(before + _ZONE_MARGIN, "UTC"),
        asked=Asked(
            offering.slug,
            offering.kind,
            place=venue.place.slug if venue and venue.place else "",
            country=offering.organization.country,
            region=offering.organization.region,
            viewer=viewer,
        ),
    )
    return Ground(teams, working, venue)


def teams_of(offering: Offering, *, instructor: Instructor | None, viewer: Viewer = STRANGER) -> list[Team]:
    """Who could hold a session: all facilitators together, or each alone where any one will do; two queries."""
    return _teams(offering, rooms=rooms_of(offering), instructor=instructor, viewer=viewer)


def zone_of(offering: Offering, *, instructor: Instructor | None = None) -> str:
    """What the ground of this offering would say of its zone, before it is read; at most two queries."""
    place = place_of(offering)
    leads = facilitators_of(offering) if place is None and instructor is None else [instructor]
    if place:
        return place.timezone
    return leads[0].timezone if leads else offering.organization.timezone


def owners_in(teams: Iterable[Team]) -> list[Owner]:
    """Everybody and every room of these teams once."""
    return list({owner.pk: owner for team in teams for owner in team.everybody}.values())


def _teams(offering: Offering, *, rooms: Iterable[Room], instructor: Instructor | None, viewer: Viewer) -> list[Team]:
    people = _people(offering)
    if instructor is not None and instructor not in people:
        return []
    units = units_of(rooms)
    owners_of_rooms = tuple(owner for owner, *more in units if not more)
    shared = tuple(unit for unit in units if len(unit) > 1)
    if offering.staffing == Staffing.ANY:
        chosen = [[person] for person in people if instructor in (None, person)]
    else:
        chosen = [people] if people else []
    return [
        Team(tuple(team), tuple(person.calendar_owner for person in team) + owners_of_rooms, shared)
        for team in chosen
        if viewer.sees_times_of(team[0]) and all(hasattr(person, "calendar_owner") for person in team)
    ]


def _people(offering: Offering) -> list[Instructor]:
    """Active facilitators, the lead first, with their owners and schedules."""
    links = select_along(Facilitator, {"offering": offering.pk}, along=_OF_A_FACILITATOR)
    links.sort(key=lambda link: (link.position, link.pk))
    return [link.instructor for link in links if link.instructor.is_active]
