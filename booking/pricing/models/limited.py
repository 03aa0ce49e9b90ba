from django.db import models

from booking.accounts.models import Owned


class Limited(Owned):
    """Something of which there is only so much. The database itself refuses more; no limit is None."""

    most_uses = models.PositiveIntegerField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


def within_limit(name: str) -> models.CheckConstraint:
    """`used` stays within `most_uses`."""
    return models.CheckConstraint(
        condition=models.Q(most_uses=None) | models.Q(used__lte=models.F("most_uses")), name=name
    )
