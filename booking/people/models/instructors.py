from django.db import models

from booking.accounts.models import Owned


class Instructor(Owned):
    """A facilitator's public profile. Rates are minor units of the organization's currency per hour."""

    membership = models.OneToOneField("accounts.Membership", on_delete=models.CASCADE, related_name="instructor")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    job_title = models.CharField(max_length=120, blank=True)
    specializations = models.JSONField(default=list, blank=True)
    bio = models.TextField(blank=True, help_text="Markdown")
    photo = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    timezone = models.CharField(max_length=64)
    rate_one_to_one = models.PositiveBigIntegerField(null=True, blank=True)
    rate_group = models.PositiveBigIntegerField(null=True, blank=True)
    rate_single = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="from before there were two; stands in for the one that is missing"
    )
    calendar_visibility = models.CharField(max_length=12, default="public")
    calendar_details = models.CharField(max_length=12, default="free_busy", help_text="shown to who sees it")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "slug"], name="people_instructor_slug"),
            models.UniqueConstraint(fields=["organization", "email"], name="people_instructor_email"),
        ]

    def __str__(self):
        return self.name

    @property
    def hourly_one_to_one(self) -> int | None:
        return self.rate_single if self.rate_one_to_one is None else self.rate_one_to_one

    @property
    def hourly_group(self) -> int | None:
        """For each person."""
        return self.rate_single if self.rate_group is None else self.rate_group
