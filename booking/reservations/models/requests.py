from django.db import models

from booking.accounts.models import Owned
from booking.reservations.states import ProposalStatus, Side


class Proposal(Owned):
    """Another time that one side offers for what was asked for; held, tentatively, while it is open."""

    booking = models.ForeignKey("reservations.Booking", on_delete=models.CASCADE, related_name="proposals")
    side = models.CharField(max_length=8, choices=Side.choices, help_text="who offers it")
    actor = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.OPEN)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="reservations_proposal"),
            models.UniqueConstraint(
                fields=["booking", "starts_at"],
                condition=models.Q(status="open"),
                name="reservations_proposed_once",
            ),
        ]

    def __str__(self):
        return f"{self.booking}: {self.starts_at}"


class RequestMessage(Owned):
    """A question or an answer between whoever asked for a booking and those who decide about it."""

    booking = models.ForeignKey("reservations.Booking", on_delete=models.CASCADE, related_name="request_messages")
    side = models.CharField(max_length=8, choices=Side.choices, help_text="who wrote it")
    actor = models.CharField(max_length=60)
    text = models.CharField(max_length=2000)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["booking", "written_at"], name="reservations_message")]

    def __str__(self):
        return f"{self.booking}: {self.side} at {self.written_at}"
