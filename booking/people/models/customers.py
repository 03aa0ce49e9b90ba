from django.db import models

from booking.accounts.models import Owned


class Customer(Owned):
    """A person who books here, known by mail address. The user comes when they first sign in."""

    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="customer_profiles"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "email"], name="people_customer_email")]

    def __str__(self):
        return self.name
