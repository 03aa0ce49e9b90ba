from django.db import models

from booking.accounts.models import Owned


class Place(Owned):
    """Where people meet. The map point is WGS 84 degrees.

    `travel` holds minutes by the slug of another place: [to it, from it].
    """

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    directions = models.TextField(blank=True)
    parking = models.TextField(blank=True)
    timezone = models.CharField(max_length=64)
    travel = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="scheduling_place_slug")]

    def __str__(self):
        return self.name


class Room(Owned):
    """A bookable room, or equipment: each of its units is used by one session at a time.

    `owner` is the first unit's, further ones are its twins.
    """

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="rooms")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="people it holds")
    units = models.PositiveSmallIntegerField(default=1, help_text="how many there are, all alike")
    owner = models.OneToOneField("calendars.Owner", on_delete=models.PROTECT, related_name="room")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "slug"], name="scheduling_room_slug"),
            models.CheckConstraint(condition=models.Q(units__gte=1), name="scheduling_room_units"),
        ]

    def __str__(self):
        return self.name


class Venue(Owned):
    """Where an offering is held: its place and the rooms that every session of it uses."""

    offering = models.OneToOneField("offerings.Offering", on_delete=models.CASCADE, related_name="venue")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rooms = models.ManyToManyField(Room, through="scheduling.VenueRoom", blank=True, related_name="+")
    meeting_url = models.URLField(blank=True, max_length=500)

    def __str__(self):
        return f"{self.offering} at {self.place}"


class VenueRoom(Owned):
    """One of the rooms an offering uses."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="room_links")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="venue_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "room"], name="scheduling_venue_room_once")]

    def __str__(self):
        return f"{self.room} for {self.venue}"
