from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.core.money import Money
from booking.reservations.states import FeeKind, FeeStatus


class Fee(Owned):
    """What not coming costs, once per booking and session, by the policy in the booking; and what was not asked for.

    Pending until `due_at`: staff may waive it until then. What cancelling late costs is settled with the cancellation,
    so only what was spared of it has a row: both count together against the leniency of a month.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference)
    booking = models.ForeignKey("reservations.Booking", on_delete=models.PROTECT, related_name="fees")
    session = models.ForeignKey("scheduling.Session", on_delete=models.PROTECT, related_name="fees")
    kind = models.CharField(max_length=12, choices=FeeKind.choices)
    status = models.CharField(max_length=8, choices=FeeStatus.choices)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    arose_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="while pending: when it is charged")
    reason = models.CharField(max_length=300, blank=True, help_text="for which it was waived")
    order = models.OneToOneField(
        "billing.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="fee", help_text="once charged"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "session"], condition=models.Q(kind="no_show"), name="reservations_absence_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status="pending", due_at__isnull=False)
                | ~models.Q(status="pending") & models.Q(due_at__isnull=True),
                name="reservations_fee_due",
            ),
        ]
        indexes = [models.Index(fields=["organization", "due_at"], name="reservations_fee_due_at")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
