from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.reservations.states import BookingStatus, BookingType, SeatStatus


class Booking(Owned):
    """One customer's purchase of one variant of one offering.

    `policy` is the offering's policy as it was agreed to; `timezone` is where the customer was when booking.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    token_hash = models.CharField(max_length=64, help_text="of the secret in the manage link")
    sealed_token = models.TextField(help_text="the same secret, sealed, so that later mail can carry the link")
    status = models.CharField(max_length=12, choices=BookingStatus.choices)
    type = models.CharField(max_length=8, choices=BookingType.choices, default=BookingType.FIRM)
    offering = models.ForeignKey("offerings.Offering", on_delete=models.PROTECT, related_name="bookings")
    variant = models.ForeignKey("offerings.Variant", on_delete=models.PROTECT, related_name="bookings")
    customer = models.ForeignKey("people.Customer", on_delete=models.PROTECT, related_name="bookings")
    name = models.CharField(max_length=120, help_text="name, mail and phone as given for this booking")
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    order = models.OneToOneField("billing.Order", on_delete=models.PROTECT, related_name="booking")
    submission = models.ForeignKey(
        "intake.Submission", null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    has_uses = models.BooleanField(default=False, help_text="of a code or of a price phase that is for so many people")
    quantity = models.PositiveSmallIntegerField(default=1)
    participant_type = models.CharField(max_length=40, blank=True, help_text="whose share of the places it takes")
    sessions_total = models.PositiveSmallIntegerField(default=1, help_text="bought; those not chosen yet are credits")
    choose_by = models.DateTimeField(null=True, blank=True, help_text="until when the rest of a pack is chosen")
    timezone = models.CharField(max_length=64)
    language = models.CharField(max_length=12, default="en")
    source = models.CharField(max_length=20, help_text="page, widget, api, staff or campaign")
    connection = models.CharField(
        max_length=12, blank=True, help_text="reference of the connection by whose personal link it was booked"
    )
    policy = models.JSONField(default=dict, blank=True)
    payment_provider = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField()
    hold_expires_at = models.DateTimeField(null=True, blank=True, help_text="while reserved or requested")
    requested_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="what the customer wrote")
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="reservations_quantity"),
        ]
        indexes = [
            models.Index(fields=["organization", "created_at"], name="reservations_created"),
            # Empty but for holds. SQLite would not see that a partial index answers a query with parameters.
            models.Index(fields=["organization", "hold_expires_at"], name="reservations_holds"),
        ]

    def __str__(self):
        return self.reference


class Seat(Owned):
    """One place of a booking in one session.

    A seat that moves is released, and another takes its place: both have the same `thread`, the reference of the first
    session (empty while that is the seat's own), and the later one more `moves`.
    """

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="seats")
    session = models.ForeignKey("scheduling.Session", on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField(default=1, help_text="1 to the booking's quantity")
    status = models.CharField(max_length=10, choices=SeatStatus.choices, default=SeatStatus.BOOKED)
    thread = models.CharField(max_length=12, blank=True)
    moves = models.PositiveIntegerField(default=0, help_text="RFC 5545 SEQUENCE it brings along from earlier sessions")
    seated_at = models.DateTimeField(null=True, blank=True, help_text="when it took the place of another seat")
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=300, blank=True)
    changed_by_studio = models.BooleanField(default=False, help_text="since it was booked: it may be given back freely")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "session", "number"],
                condition=~models.Q(status=SeatStatus.RELEASED),
                name="reservations_seat_once",
            ),
        ]
        indexes = [models.Index(fields=["session", "status"], name="reservations_seat_session")]

    def __str__(self):
        return f"{self.booking} in {self.session}"
