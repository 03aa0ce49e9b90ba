"""Blackouts of people and rooms. What goes is given back before sessions are made, what comes is laid around them."""

from collections.abc import Iterator

from booking.availability.models import Blackout
from booking.availability.services import Absence, BlackoutHits, lift_blackout, put_blackout, put_blackout_around
from booking.calendars.models import Owner
from booking.people.models import Instructor
from booking.scheduling.models import Room
from booking.studios.schema.types import Spot
from booking.studios.services.application import Application

ACTOR = "system"


def lift_blackouts(application: Application) -> None:
    """Give back the time of blackouts that the file no longer has, or has differently."""
    wanted = {(owner.pk, zone): blackouts for owner, zone, blackouts, _ in _wanted(application)}
    for blackout in Blackout.objects.select_related("owner"):
        stays = wanted.get((blackout.owner_id, blackout.timezone), ())
        if _values(blackout) not in stays:
            lift_blackout(blackout, actor=ACTOR, now=application.now)


def put_blackouts(application: Application) -> None:
    """Keep the time of new blackouts free. One that hits something is a problem of the file, unless it says so."""
    for owner, zone, blackouts, spot in _wanted(application):
        known = {_values(blackout) for blackout in Blackout.objects.filter(owner=owner)}
        for values in blackouts:
            if values not in known:
                _put(Absence(owner, zone, *values[:3]), values=values, spot=spot, application=application)


def _put(absence: Absence, *, values: tuple, spot: Spot, application: Application) -> None:
    who = {"actor": ACTOR, "now": application.now}
    if values[3]:
        _, hits = put_blackout_around(absence, **who)
        kept = [f"{entry.starts_at.isoformat()}" for entry in hits]
        if kept:
            application.report.notices.append(f"{spot.path}: {absence.owner} keeps what begins at {', '.join(kept)}")
        return
    try:
        put_blackout(absence, **who)
    except BlackoutHits as refusal:
        allowed = "times at which nothing takes place, or `keep_booked: true` to leave what does"
        spot.refuse(allowed, found=f"{absence.starts} to {absence.ends}: {refusal.detail}")


def _wanted(application: Application) -> Iterator[tuple[Owner, str, list[tuple], Spot]]:
    """(owner, zone, blackouts, where they stand) of everybody and every room in the file."""
    owners = {
        person.email: person.calendar_owner
        for person in Instructor.objects.select_related("calendar_owner")
        if hasattr(person, "calendar_owner")
    }
    for index, person in enumerate(application.wanted["people"]):
        if person["availability"] is not None and person["email"] in owners:
            spot = application.spot("people", index, "availability")
            yield owners[person["email"]], person["timezone"], person["availability"]["blackouts"], spot
    rooms = {room.slug: room for room in Room.objects.select_related("owner", "place").prefetch_related("owner__twins")}
    for index, values in enumerate(application.wanted["resources"]):
        room = rooms[values["slug"]]
        zone = room.place.timezone if room.place else application.organization.timezone
        for owner in (room.owner, *room.owner.twins.all()):
            yield owner, zone, values["blackouts"], application.spot("resources", index, "blackouts")


def _values(blackout: Blackout) -> tuple:
    return blackout.starts, blackout.ends, blackout.reason, blackout.keeps_booked
