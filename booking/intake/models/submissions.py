from django.db import models

from booking.accounts.models import Owned


class Submission(Owned):
    """Answers to one version. Plain answers are readable JSON; sensitive ones are sealed together."""

    version = models.ForeignKey("intake.FormVersion", on_delete=models.PROTECT, related_name="submissions")
    answers = models.JSONField(default=dict, blank=True)
    sealed_answers = models.TextField(blank=True)
    submitted_at = models.DateTimeField()

    def __str__(self):
        return f"answers to {self.version}"
