from django.db import models

from booking.accounts.models.owned import Owned
from booking.accounts.models.user import Membership

EVERY_SCOPE = "*"


class AccessToken(Owned):
    """What a program of a member identifies itself by. Its secret is stored hashed only.

    `scopes` are names such as `bookings:manage`, or EVERY_SCOPE; a token never reaches further than its member does.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80, help_text="what it is for, as its owner calls it")
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.name} of {self.membership}"
