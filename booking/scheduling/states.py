"""The lifecycle of a session. One that was called off may come back when its series says so."""

from django.db import models


class SessionStatus(models.TextChoices):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


S = SessionStatus

SESSION_MOVES: dict[str, frozenset[str]] = {
    S.SCHEDULED: frozenset({S.CANCELLED, S.COMPLETED}),
    S.CANCELLED: frozenset({S.SCHEDULED}),
    S.COMPLETED: frozenset(),
}
