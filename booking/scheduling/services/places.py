from collections.abc import Iterable, Mapping

from booking.calendars.services import make_room_owner, make_twins
from booking.core.transactions import transactional
from booking.offerings.models import Offering
from booking.scheduling.models import Place, Room, Venue, VenueRoom


@transactional
def save_place(slug: str, *, details: Mapping[str, object]) -> Place:
    """Make a place, or change it. `details` are its columns; the map point is WGS 84 degrees.

    Raises FieldDoesNotExist for a name that is no column, ValidationError for values that do not fit.
    """
    place = Place.objects.filter(slug=slug).first() or Place(slug=slug)
    for name, value in details.items():
        setattr(place, Place._meta.get_field(name).name, value)
    place.full_clean(exclude=["organization"], validate_unique=False)
    place.save()
    return place


@transactional
def save_travel(ways: Iterable[tuple[str, str, int]]) -> None:
    """Replace what is known of the ways between places: (from, to, minutes) by slugs.

    A way that is given in one direction only takes as long in the other.
    """
    minutes = {(origin, target): taken for origin, target, taken in ways}
    places = {place.slug: place for place in Place.objects.all()}
    travel: dict[str, dict[str, list[int]]] = {slug: {} for slug in places}
    for origin, target in minutes:
        there, back = minutes[origin, target], minutes.get((target, origin), minutes[origin, target])
        travel[origin][target] = [there, back]
        travel[target][origin] = [back, there]
    for slug, place in places.items():
        if place.travel != travel[slug]:
            place.travel = travel[slug]
            place.save(update_fields=["travel"])


@transactional
def save_room(slug: str, *, name: str, place: Place | None = None, capacity: int | None = None, units: int = 1) -> Room:
    """Make a room or a piece of equipment with a calendar of its own, or change it. `capacity` is people.

    Of several units each has a calendar; what sits on one that is no longer there stays until it moves.
    """
    room = Room.objects.filter(slug=slug).first() or Room(slug=slug, owner=make_room_owner(name))
    room.name, room.place, room.capacity, room.units = name, place, capacity, units
    room.save()
    make_twins(room.owner, units=units)
    if room.owner.name != name:
        room.owner.name = name
        room.owner.save(update_fields=["name"])
    return room


@transactional
def save_venue(
    offering: Offering, *, place: Place | None = None, rooms: Iterable[Room] = (), meeting_url: str = ""
) -> Venue:
    """Say where an offering is held: its place, the rooms that every session uses, and where to join online."""
    venue, created = Venue.objects.get_or_create(
        offering=offering, defaults={"place": place, "meeting_url": meeting_url}
    )
    if not created and (venue.place_id, venue.meeting_url) != (getattr(place, "pk", None), meeting_url):
        venue.place, venue.meeting_url = place, meeting_url
        venue.save(update_fields=["place", "meeting_url"])
    wanted = {room.pk: room for room in rooms}
    present = set() if created else set(venue.room_links.values_list("room_id", flat=True))
    if present - wanted.keys():
        venue.room_links.exclude(room__in=wanted).delete()
    VenueRoom.objects.bulk_create(VenueRoom(venue=venue, room=wanted[pk]) for pk in wanted if pk not in present)
    return venue
