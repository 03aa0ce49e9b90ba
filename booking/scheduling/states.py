"""The lifecycle of a session. One that was called off may come back when its series says so."""

from django.db import models


class SessionStatus(models.TextChoices):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class Outlook(models.TextChoices):
    """Whether a date that needs a minimum of people will take place."""

    PENDING = "pending"
    UNDECIDED = "undecided"
    GUARANTEED = "guaranteed"
    OFF = "off"


S = SessionStatus

SESSION_MOVES: dict[str, frozenset[str]] = {
    S.SCHEDULED: frozenset({S.CANCELLED, S.COMPLETED}),
    S.CANCELLED: frozenset({S.SCHEDULED}),
    S.COMPLETED: frozenset(),
}

OUTLOOK_MOVES: dict[str, frozenset[str]] = {
    Outlook.PENDING: frozenset({Outlook.UNDECIDED, Outlook.GUARANTEED, Outlook.OFF}),
    Outlook.UNDECIDED: frozenset({Outlook.GUARANTEED, Outlook.OFF}),
    Outlook.GUARANTEED: frozenset({Outlook.OFF}),
    Outlook.OFF: frozenset(),
}
