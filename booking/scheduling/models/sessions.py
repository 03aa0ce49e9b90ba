from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.scheduling.states import Outlook, SessionStatus


class Session(Owned):
    """A meeting in time. Its row is locked to sell places.

    `taken` counts the places that seats occupy, those of unexpired holds included; empty capacity means unlimited.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    offering = models.ForeignKey("offerings.Offering", on_delete=models.PROTECT, related_name="session_rows")
    series = models.ForeignKey(
        "scheduling.Series", null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    title = models.CharField(max_length=120, blank=True, help_text="what this meeting of several is about")
    original_starts_at = models.DateTimeField(null=True, blank=True, help_text="start the series gave it")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    place = models.ForeignKey("scheduling.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=SessionStatus.choices, default=SessionStatus.SCHEDULED)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    overbooking = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    outlook = models.CharField(
        max_length=10,
        choices=Outlook.choices,
        blank=True,
        help_text="whether enough people come; empty if it is all one",
    )
    decide_at = models.DateTimeField(null=True, blank=True, help_text="when that is decided")
    sequence = models.PositiveIntegerField(default=0, help_text="RFC 5545 SEQUENCE: grows with every change")
    changed_at = models.DateTimeField(null=True, blank=True, help_text="when the studio changed it last")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="scheduling_order"),
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity") + models.F("overbooking")),
                name="scheduling_never_oversold",
            ),
            models.UniqueConstraint(fields=["series", "original_starts_at"], name="scheduling_once_per_occurrence"),
        ]
        indexes = [
            models.Index(fields=["offering", "starts_at"], name="scheduling_offering_start"),
            models.Index(fields=["organization", "starts_at"], name="scheduling_org_start"),
            models.Index(fields=["organization", "decide_at"], name="scheduling_decide"),
        ]

    def __str__(self):
        return f"{self.offering} at {self.starts_at}"

    @property
    def places_left(self) -> int | None:
        """None when unlimited. Expired holds not yet released still count as taken here; see selectors."""
        if self.capacity is None:
            return None
        return max(0, self.capacity + self.overbooking - self.taken)


class SessionFacilitator(Owned):
    """Who holds a session; the first leads."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="facilitator_links")
    instructor = models.ForeignKey("people.Instructor", on_delete=models.PROTECT, related_name="session_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "instructor"], name="scheduling_facilitator_once"),
        ]

    def __str__(self):
        return f"{self.instructor} in {self.session}"
