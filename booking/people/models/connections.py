from django.db import models

from booking.accounts.models import Owned
from booking.core.codes import new_reference
from booking.people.states import Relation


class Connection(Owned):
    """What a customer is to an instructor. It counts for whoever proves to be that customer, by the personal link.

    The link's secret is kept hashed, and sealed for the mail that brings it; without a relation there is none.
    """

    reference = models.CharField(max_length=12, default=new_reference, unique=True)
    customer = models.ForeignKey("people.Customer", on_delete=models.CASCADE, related_name="connections")
    instructor = models.ForeignKey("people.Instructor", on_delete=models.CASCADE, related_name="connections")
    status = models.CharField(max_length=10, default=Relation.NONE.value)
    language = models.CharField(max_length=12, default="en")
    requested_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    sealed_token = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instructor", "customer"], name="people_connection_once"),
            models.CheckConstraint(
                condition=models.Q(token_hash="") | models.Q(status__in=["connected", "vip"]),
                name="people_connection_secret",
            ),
        ]
        indexes = [models.Index(fields=["organization", "token_hash"], name="people_connection_token")]

    def __str__(self):
        return f"{self.customer} and {self.instructor}: {self.status}"
