from django.db import models

from booking.core.tenancy import ScopedManager, active_organization_id, check_tenant


class Owned(models.Model):
    """Base of every table of business data: belongs to one organization and is found through it only."""

    # Every query names it, so an index of it alone finds nothing, and SQLite would even prefer that to better ones.
    organization = models.ForeignKey(
        "accounts.Organization",
        on_delete=models.CASCADE,
        related_name="+",
        default=active_organization_id,
        db_index=False,
    )

    objects = ScopedManager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        check_tenant(self)
        super().save(*args, **kwargs)
