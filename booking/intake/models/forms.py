from django.db import models

from booking.accounts.models import Owned


class Form(Owned):
    """A named set of questions. Editing makes a new version; `current` is the one that is asked."""

    slug = models.SlugField(max_length=60)
    mandatory = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="intake_form_slug")]

    def __str__(self):
        return self.slug


class FormVersion(Owned):
    """The questions as they stood: [{slug, type, label, help, required, sensitive, options}]. Never changed."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    questions = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="intake_version_once")]

    def __str__(self):
        return f"{self.form} v{self.number}"
