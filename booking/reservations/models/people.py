"""Who else comes with a booking, and what is noted about it."""

from django.db import models

from booking.accounts.models import Owned


class Guest(Owned):
    """One of the others of a booking for several; the first place is the customer's own."""

    booking = models.ForeignKey("reservations.Booking", on_delete=models.PROTECT, related_name="guests")
    number = models.PositiveSmallIntegerField(help_text="2 to the booking's quantity")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    is_told = models.BooleanField(default=False, help_text="by mail, as the customer wished")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "number"], name="reservations_guest_once"),
            models.CheckConstraint(
                condition=models.Q(is_told=False) | ~models.Q(email=""), name="reservations_guest_address"
            ),
        ]

    def __str__(self):
        return self.name


class Note(Owned):
    """Base of what staff write about a booking. Whom it is for is a table of its own, so that nothing can mix them."""

    text = models.TextField()
    actor = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self):
        return self.text[:60]


class StaffNote(Note):
    """For the staff only."""

    booking = models.ForeignKey("reservations.Booking", on_delete=models.PROTECT, related_name="staff_notes")


class ParticipantNote(Note):
    """For whoever booked."""

    booking = models.ForeignKey("reservations.Booking", on_delete=models.PROTECT, related_name="participant_notes")
