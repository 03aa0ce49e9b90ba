from django.db import models


class SessionStatus(models.TextChoices):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
